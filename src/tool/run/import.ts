import { resolve } from 'node:path';
import type { Call } from '../call.ts';
import { runImport } from '../import/import.ts';
import { reportLines } from '../import/report.ts';
import { ByteProgress } from '../progress.ts';
import { dataFolderOf } from './data-folder.ts';

/** `siis import FILE…` */
export async function runImportVerb(call: Call): Promise<number> {
  const progress = new ByteProgress(call.out);
  try {
    const report = await runImport({
      files: call.args.map((file) => resolve(file)),
      data: dataFolderOf(call),
      instrument: call.text('instrument'),
      timeframe: call.text('timeframe'),
      columns: call.text('columns'),
      format: call.text('format'),
      timezone: call.text('timezone'),
      priceStep: call.text('priceStep'),
      lotStep: call.text('lotStep'),
      side: call.text('side'),
      allowCrossed: call.flag('allowCrossed'),
      onProgress: (file, bytes) => progress.add(file, bytes),
      signal: call.stop,
    });
    progress.end();
    for (const warning of report.files.flatMap(({ warnings }) => warnings)) call.out.log('warn', warning);
    if (call.out.json) call.out.printJson(report);
    else call.out.print(reportLines(report).join('\n'));
    return 0;
  } finally {
    progress.end();
  }
}
