import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { parseDuration } from '../../config/schema/leaf.ts';
import { displayPath } from '../../config/workspace.ts';
import type { Damage } from '../../database/coverage.ts';
import { spareText } from '../../database/lost.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { runExport } from '../export/export.ts';
import { readTimeRange } from '../time-range.ts';
import { dataFolderOf, openForReading } from './data-folder.ts';

/** `siis export INSTRUMENT` */
export async function runExportVerb(call: Call): Promise<number> {
  const out = call.text('out');
  const { from, to } = readTimeRange(call);
  const options = {
    data: dataFolderOf(call),
    instrument: instrumentOf(call),
    bars: call.text('bars'),
    ticks: call.flag('ticks'),
    format: formatOf(call, out),
    from,
    to,
    side: call.text('side'),
    offset: offsetOf(call),
    onDamage: (damage: Damage) => call.out.log('warn', spareText(damage)),
  };
  const pieces = runExport(options, openForReading);
  if (out === undefined) return print(pieces, call);
  const bytes = await write(pieces, out, call.stop);
  call.out.log('info', `wrote ${displayPath(out)}, ${bytes} bytes of text`);
  if (call.out.json) call.out.printJson({ file: out, bytes });
  return 0;
}

function instrumentOf(call: Call): string {
  const name = call.text('instrument') ?? call.args[0];
  if (name !== undefined) return name;
  throw new SiisError('USAGE', 'expected an instrument, such as siis export binance:BTC/USDT --bars 1h');
}

function formatOf(call: Call, out: string | undefined): string | undefined {
  const given = call.text('format');
  if (given !== undefined) return given;
  const named = /\.(csv|jsonl|json)(?:\.gz)?$/i.exec(out ?? '')?.[1];
  return named?.toLowerCase() ?? (call.out.json && out === undefined ? 'json' : undefined);
}

function offsetOf(call: Call): number | undefined {
  const text = call.text('offset');
  if (text === undefined) return undefined;
  const millis = parseDuration(text.replace(/^[-+]/, ''));
  if (millis !== undefined) return text.startsWith('-') ? -millis : millis;
  throw new SiisError('USAGE', `--offset: expected a duration such as 30m or -2h, came '${text}'`);
}

/** Waits for a slow reader, so that a large export does not pile up in memory. */
async function print(pieces: Iterable<string>, call: Call): Promise<number> {
  for (const piece of pieces) {
    if (call.stop.aborted) break;
    // oxlint-disable-next-line no-await-in-loop -- one piece at a time is the point
    await call.out.printWhenReady(piece);
  }
  return 0;
}

/** Writes beside the target and renames, so that a file under its name is always whole. */
async function write(pieces: Iterable<string>, out: string, signal: AbortSignal): Promise<number> {
  const part = `${out}.part`;
  let bytes = 0;
  const counted = function* (): Generator<string> {
    for (const piece of pieces) {
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  };
  const source = Readable.from(counted());
  const target = createWriteStream(part);
  try {
    if (out.endsWith('.gz')) await pipeline(source, createGzip(), target, { signal });
    else await pipeline(source, target, { signal });
    await rename(part, out);
    return bytes;
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof SiisError) throw error;
    if (signal.aborted) throw new SiisError('INTERRUPTED', 'the export was stopped; nothing was written');
    const why = error instanceof Error ? error.message : String(error);
    throw new SiisError('FILE_NOT_FOUND', `--out: expected a file that can be written, came ${out}: ${why}`);
  }
}
