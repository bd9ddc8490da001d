import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Store } from '../../src/database/store.ts';
import { buildIndex } from '../../src/database/tick-file/block-index.ts';
import { blockSize, type TickBlock } from '../../src/market/tick-block.ts';
import { runImport } from '../../src/tool/import/import.ts';
import { BenchTape } from '../generator.ts';
import type { BenchPlace, Outcome, Row } from '../row.ts';
import { stopwatch } from '../stopwatch.ts';
import { makeBars, yearBars } from '../stored-bars.ts';
import { benchDir, benchInstrument, makeBatch } from '../tape.ts';

const importTicks: Row = {
  name: 'import-ticks',
  unit: 'tick',
  about: 'siis import of a CSV file of trades',
  gate: {},
  against: 'loop',
  needs: [],
  open: async (place) => {
    const n = sized(place, 1_000_000);
    const file = await csvFile(`ticks-${n}.csv`, 'timestamp,price,quantity,side', tickLines(n));
    return { n, run: () => importing(place, { file, instrument: 'bench:I/USDT:USDT' }) };
  },
};

const importBars: Row = {
  ...importTicks,
  name: 'import-bars',
  unit: 'bar',
  about: 'siis import of a CSV file of one-minute bars',
  open: async (place) => {
    const n = sized(place, 525_600);
    const file = await csvFile(`bars-${n}.csv`, 'timestamp,open,high,low,close,volume', barLines(n));
    return { n, run: () => importing(place, { file, instrument: 'bench:J/USDT:USDT', timeframe: '1m' }) };
  },
};

const recordAppend: Row = {
  ...importTicks,
  name: 'record-append',
  about: 'the recorder taking trades one by one, up to the flush to disk',
  gate: { nanos: 200 },
  open: (place) => {
    const n = sized(place, 4_000_000);
    const batches = columns(n);
    return { n, run: () => recording(place, batches) };
  },
};

const decode: Row = {
  ...importTicks,
  name: 'decode',
  about: 'every block of the stored tape decoded into columns, nothing done with them',
  gate: { ratio: 1.5 },
  needs: ['tapes'],
  open: ({ ticks, tapes }) => ({ n: ticks, run: () => decoding(tapes, ticks) }),
};

const indexBuild: Row = {
  ...importTicks,
  name: 'index-build',
  about: 'minutes and extremes of decoded blocks',
  gate: { ratio: 2 },
  needs: ['tapes'],
  open: ({ tapes }) => {
    const spans = decodedSpans(tapes, 32);
    const n = spans.reduce((sum, { count }) => sum + count, 0);
    return {
      n,
      run: () => {
        for (const span of spans) buildIndex('trade', span);
        return {};
      },
    };
  },
};

/** Rows over files and the store. */
export const storageRows: readonly Row[] = [importTicks, importBars, recordAppend, decode, indexBuild];

function sized({ scale }: BenchPlace, full: number): number {
  return Math.max(1000, Math.round(full * scale));
}

/** A text file in the bench folder, written once. */
async function csvFile(name: string, head: string, lines: Iterable<string>): Promise<string> {
  const path = join(benchDir, name);
  if (existsSync(path)) return path;
  mkdirSync(benchDir, { recursive: true });
  const out = createWriteStream(path);
  out.write(`${head}\n`);
  for (const line of lines) out.write(line);
  out.end();
  await finished(out);
  return path;
}

function* tickLines(n: number): Generator<string> {
  const tape = new BenchTape(benchInstrument);
  const batch = makeBatch();
  for (let from = 0; from < n; from += blockSize) {
    const count = Math.min(blockSize, n - from);
    tape.write(batch, count);
    for (let k = 0; k < count; k++) {
      const side = batch.side[k] === 1 ? 'buy' : 'sell';
      yield `${batch.time[k]},${(batch.price[k]! / 10).toFixed(1)},${(batch.lots[k]! / 1000).toFixed(3)},${side}\n`;
    }
  }
}

function* barLines(n: number): Generator<string> {
  const bars = makeBars(yearBars, n);
  for (let k = 0; k < n; k++) {
    const prices = [bars.open, bars.high, bars.low, bars.close].map((column) => (column[k]! / 10).toFixed(1));
    yield `${bars.time[k]},${prices.join(',')},${(bars.volume[k]! / 1000).toFixed(3)}\n`;
  }
}

async function importing(
  place: BenchPlace,
  from: { file: string; instrument: string; timeframe?: string },
): Promise<Outcome> {
  const data = mkdtempSync(join(place.scratch, 'import-'));
  const { file, ...rest } = from;
  const watch = stopwatch();
  await runImport({ files: [file], data, ...rest });
  const took = watch();
  rmSync(data, { recursive: true });
  return { took };
}

interface TickColumnsPart {
  readonly count: number;
  readonly columns: ReturnType<typeof makeBatch>;
}

function columns(n: number): TickColumnsPart[] {
  const tape = new BenchTape(benchInstrument);
  const parts: TickColumnsPart[] = [];
  for (let from = 0; from < n; from += blockSize) {
    const part = { count: Math.min(blockSize, n - from), columns: makeBatch() };
    tape.write(part.columns, part.count);
    parts.push(part);
  }
  return parts;
}

function recording(place: BenchPlace, parts: readonly TickColumnsPart[]): Outcome {
  const data = mkdtempSync(join(place.scratch, 'record-'));
  const store = Store.open(data, { create: true });
  const recorder = store.recorder(benchInstrument, 'trade', { priceStep: '0.1', lotStep: '0.001' });
  const watch = stopwatch();
  for (const {
    count,
    columns: { time, price, lots, side },
  } of parts) {
    for (let k = 0; k < count; k++) recorder.trade(time[k]!, price[k]!, lots[k]!, side[k]!);
  }
  recorder.flush({ sync: true });
  const took = watch();
  recorder.close();
  store.close();
  rmSync(data, { recursive: true });
  return { took };
}

/** All blocks of the stored tape, each valid until the next. */
function* blocksOf(tapes: string): Generator<TickBlock> {
  const store = Store.open(tapes, { readonly: true });
  const source = store.openTicks(benchInstrument, { from: 0, to: 1e14 });
  try {
    for (let block = source?.next(); block !== undefined; block = source?.next()) yield block;
  } finally {
    source?.close();
    store.close();
  }
}

function decoding(tapes: string, ticks: number): Outcome {
  let count = 0;
  for (const block of blocksOf(tapes)) {
    block.decode(0, block.count);
    count += block.count;
  }
  if (count !== ticks) throw new Error(`expected ${ticks} ticks in ${tapes}, came ${count}`);
  return {};
}

function decodedSpans(tapes: string, most: number): Parameters<typeof buildIndex>[1][] {
  const spans: Parameters<typeof buildIndex>[1][] = [];
  for (const block of blocksOf(tapes)) {
    block.decode(0, block.count);
    const { offset, price, lots, side } = block.columns;
    const own = price.slice(0, block.count);
    spans.push({
      count: block.count,
      baseTime: block.baseTime,
      columns: {
        offset: offset.slice(0, block.count),
        price: own,
        ask: own,
        lots: lots.slice(0, block.count),
        side: side.slice(0, block.count),
      },
    });
    if (spans.length === most) break;
  }
  return spans;
}
