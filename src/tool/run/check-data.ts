import { displayPath } from '../../config/workspace.ts';
import { instrumentId } from '../../market/instrument.ts';
import type { Call } from '../call.ts';
import { dataFolderOf, describeCoverage, describeDamage, describeGaps, openForReading } from './data-folder.ts';

/** `siis check data`: all damage and all gaps of a data folder. Exit code 1 when anything is damaged. */
export async function runCheckDataVerb(call: Call): Promise<number> {
  const folder = dataFolderOf(call);
  const store = openForReading(folder);
  try {
    const damage = store.verify();
    const coverage = store.coverage();
    if (call.out.json) {
      call.out.printJson({ ok: damage.length === 0, data: folder, damage, coverage });
      return damage.length === 0 ? 0 : 1;
    }
    const stored = coverage.map(
      (each) =>
        `  ${each.instrument} ${describeCoverage(each)}, ${each.count} rows, ${describeGaps(each, store.instrument(instrumentId(each.instrument))?.spec.kind)}`,
    );
    const found = damage.map((each) => `  ${describeDamage(each)}`);
    const head = damage.length === 0 ? 'sound' : `${damage.length} damaged ${damage.length === 1 ? 'place' : 'places'}`;
    call.out.print(
      [`${displayPath(folder)}: ${head}`, ...found, 'stored', ...(stored.length === 0 ? ['  nothing'] : stored)].join(
        '\n',
      ),
    );
    return damage.length === 0 ? 0 : 1;
  } finally {
    store.close();
  }
}
