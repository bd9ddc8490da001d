import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { TickBatch, TickImport } from '../src/database/batch.ts';
import { Store } from '../src/database/store.ts';
import { type InstrumentId, instrumentId, type InstrumentSpec } from '../src/market/instrument.ts';
import { blockSize } from '../src/market/tick-block.ts';
import { BenchTape } from './generator.ts';

const root = resolve(import.meta.dirname, '..');
/** Everything that the benchmark makes and may be deleted at any time. */
export const benchDir = join(root, '.bench');
/** The data folder with a tape of `count` ticks. */
export function storedDir(count: number): string {
  return join(benchDir, `data-${count}`);
}
/** The one big tape. */
export const benchInstrument: InstrumentId = instrumentId('bench:BTC/USDT:USDT');
/** A hundred small ones of the same density, which together are as long as the big one. */
export const benchShards: readonly InstrumentId[] = Array.from({ length: 100 }, (_, k) =>
  instrumentId(`bench:S${String(k).padStart(2, '0')}/USDT:USDT`),
);
export const benchSpec: InstrumentSpec = {
  kind: 'perpetual',
  tickSize: '0.1',
  lotSize: '0.001',
  settlement: 'USDT',
  makerFee: 0.0002,
  takerFee: 0.0005,
};
/** Bytes of a tick in the wide layout. */
const wideBytes = 20;
const scale = { priceStep: '0.1', lotStep: '0.001' };

type Columns = Omit<TickBatch, 'count' | 'line'>;

/** Told with each piece of work done, so that a person sees that something goes on. */
export type Progress = (message: string) => void;

/**
 * The tape as the C++ loop reads it: chunks of 65 536 ticks, the last one shorter, each as f64 times (ms), f64 prices,
 * f32 quantities. Made when it is not there or was made by another version of the generator.
 *
 * @returns its path.
 */
export function wideTape(count: number, progress: Progress = () => {}): string {
  mkdirSync(benchDir, { recursive: true });
  const hash = generatorHash();
  const path = join(benchDir, `tape-${count}-${hash}.bin`);
  if (isWideTape(path, count)) return path;
  for (const name of readdirSync(benchDir)) {
    // Tapes of other generators take gigabytes and are never read again.
    if (/^tape-\d+-\w+\.bin/.test(name) && !name.includes(hash)) rmSync(join(benchDir, name));
  }
  const started = performance.now();
  writeWide(count, `${path}.part`);
  // Under its name only when whole: a tape with the name and the size is the tape.
  renameSync(`${path}.part`, path);
  progress(`wrote ${path}: ${count} ticks in ${seconds(started)} s`);
  return path;
}

/** True when the file has the right length and begins as the generator's tape does. */
function isWideTape(path: string, count: number): boolean {
  if (!existsSync(path) || statSync(path).size !== count * wideBytes) return false;
  const wanted = wideChunk(new BenchTape(benchInstrument), makeBatch(), Math.min(blockSize, count));
  const found = Buffer.alloc(wanted.length);
  const file = openSync(path, 'r');
  readSync(file, found, 0, found.length, 0);
  closeSync(file);
  return found.equals(wanted);
}

function writeWide(count: number, path: string): void {
  const [tape, batch] = [new BenchTape(benchInstrument), makeBatch()];
  const file = openSync(path, 'w');
  for (let from = 0; from < count; from += blockSize) {
    writeSync(file, wideChunk(tape, batch, Math.min(blockSize, count - from)));
  }
  closeSync(file);
}

/** The next `n` ticks of `tape` in the wide layout. */
function wideChunk(tape: BenchTape, batch: Columns, n: number): Uint8Array {
  const buffer = new ArrayBuffer(n * wideBytes);
  tape.write(batch, n);
  new Float64Array(buffer, 0, n).set(batch.time.subarray(0, n));
  const price = new Float64Array(buffer, 8 * n, n);
  const quantity = new Float32Array(buffer, 16 * n, n);
  for (let k = 0; k < n; k++) {
    price[k] = batch.price[k]! / 10;
    quantity[k] = batch.lots[k]! / 1000;
  }
  return new Uint8Array(buffer);
}

/**
 * A data folder that holds the same tape as `benchInstrument`, and `benchShards` with a hundredth of `count` each.
 * Made when it is not there, holds another number of ticks, or was made by another version of the generator.
 *
 * @returns how long the import took, s; `undefined` when everything was there.
 */
export function storedTape(count: number, dir = storedDir(count), progress: Progress = () => {}): number | undefined {
  const note = `${dir}.json`;
  const wanted = JSON.stringify({ count, generator: generatorHash() });
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted && holds(dir, count)) return undefined;
  rmSync(note, { force: true });
  rmSync(dir, { recursive: true, force: true });
  const store = Store.open(dir, { create: true });
  const started = performance.now();
  try {
    for (const [k, id] of [benchInstrument, ...benchShards].entries()) {
      store.putInstrument(id, benchSpec);
      store.importTicks(id, tapeImport(id, ticksOf(id, count)));
      if (k % 25 === 0) progress(`imported ${k + 1} of ${benchShards.length + 1} instruments in ${seconds(started)} s`);
    }
  } finally {
    store.close();
  }
  writeFileSync(note, wanted);
  return (performance.now() - started) / 1000;
}

/** Ticks of a benchmark instrument when the big tape has `count`. */
function ticksOf(id: InstrumentId, count: number): number {
  return id === benchInstrument ? count : Math.floor(count / benchShards.length);
}

/** True when the folder can be read and holds every tape at its length. */
function holds(dir: string, count: number): boolean {
  try {
    const store = Store.open(dir, { readonly: true });
    const stored = new Map(store.coverage().map((each) => [each.instrument, each.count]));
    store.close();
    return [benchInstrument, ...benchShards].every((id) => stored.get(id) === ticksOf(id, count));
  } catch {
    return false;
  }
}

function tapeImport(id: InstrumentId, count: number): TickImport {
  return { kind: 'trade', scale, source: `generated ${id}`, batches: batches(id, count) };
}

function* batches(id: InstrumentId, count: number): Generator<TickBatch> {
  const tape = new BenchTape(id);
  const batch = { ...makeBatch(), line: new Float64Array(blockSize) };
  for (let from = 0; from < count; from += blockSize) {
    const n = Math.min(blockSize, count - from);
    tape.write(batch, n);
    for (let k = 0; k < n; k++) batch.line[k] = from + k + 1;
    yield { ...batch, count: n };
  }
}

/** Columns for one block of ticks. */
export function makeBatch(): Columns {
  return {
    time: new Float64Array(blockSize),
    price: new Float64Array(blockSize),
    lots: new Float64Array(blockSize),
    side: new Uint8Array(blockSize),
  };
}

/** Changes with the generator's source and with that of its chance: old tapes are then no longer found. */
function generatorHash(): string {
  const hash = createHash('sha256');
  for (const path of ['bench/generator.ts', 'src/util/random.ts']) hash.update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 12);
}

function seconds(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
