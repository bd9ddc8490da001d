import type { TickBatch } from '../../database/batch.ts';
import { Store } from '../../database/store.ts';
import { instrumentId } from '../../market/instrument.ts';
import type { TickBlock } from '../../market/tick-block.ts';
import { syntheticMarket } from '../../watcher/synthetic/market.ts';
import { syntheticSource } from '../../watcher/synthetic/source.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const days = 7;

/** What a new workspace has data of. */
export const sampleInstrument = 'demo:BTC/USDT';

/** Stores a week of an invented market, so that a backtest runs at once. Does nothing where the store holds it already. */
export function storeSample(folder: string): void {
  const store = Store.open(folder, { create: true });
  const id = instrumentId(sampleInstrument);
  try {
    if (store.coverage(id).length > 0) return;
    const market = syntheticMarket(sampleInstrument, { ticksPerSecond: 1 });
    const source = syntheticSource({ seed: 1, market, start, end: start + days * day });
    store.putInstrument(id, market.spec);
    store.importTicks(id, {
      kind: 'trade',
      scale: source.scale,
      source: 'the invented market',
      batches: batches(source),
    });
  } finally {
    store.close();
  }
}

function* batches(source: { next(): TickBlock | undefined }): Generator<TickBatch> {
  let line = 1;
  for (let block = source.next(); block !== undefined; block = source.next()) {
    block.decode(0, block.count);
    const { count, baseTime, columns } = block;
    const first = line;
    line += count;
    yield {
      count,
      time: Float64Array.from(columns.offset.subarray(0, count), (offset) => baseTime + offset),
      price: Float64Array.from(columns.price.subarray(0, count)),
      lots: columns.lots.slice(0, count),
      side: columns.side.slice(0, count),
      line: Float64Array.from({ length: count }, (_, at) => first + at),
    };
  }
}
