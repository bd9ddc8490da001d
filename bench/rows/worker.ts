import { instrumentId } from '../../src/market/instrument.ts';
import { catalog } from '../../src/strategy/catalog/index.ts';
import type { StrategyContext, StrategyDefinition, StrategySetup } from '../../src/strategy/strategy.ts';
import { Crew } from '../../src/system/worker/crew.ts';
import { ringMemory, RingReader, RingWriter } from '../../src/util/ring.ts';
import { ensure } from '../../src/util/assert.ts';
import { Watchdog } from '../../src/watchdog/watchdog.ts';
import type { Outcome, Row } from '../row.ts';
import { stopwatch, type Took } from '../stopwatch.ts';
import { Stops } from '../../src/system/record/session-stops.ts';

const frameWords = 10;

const ring: Row = {
  name: 'ring',
  unit: 'record',
  about: 'bars of ten numbers through the shared ring of a worker, written and read by one thread',
  gate: {},
  against: 'plain',
  needs: [],
  open: ({ scale }) => {
    const n = Math.max(10_000, Math.round(5_000_000 * scale));
    return { n, run: () => throughRing(n) };
  },
};

const roundTrip: Row = {
  name: 'worker-round-trip',
  unit: 'record',
  about: 'decisions of a strategy on a worker, one after the other, from the question to the answer',
  gate: {},
  against: 'plain',
  needs: [],
  open: ({ scale }) => {
    const n = Math.max(1000, Math.round(50_000 * scale));
    return { n, run: () => roundTrips(n) };
  },
};

/** Rows over what ties strategies on workers to their session. */
export const workerRows: readonly Row[] = [ring, roundTrip];

function throughRing(n: number): Outcome {
  const memory = ringMemory(131_072);
  const writer = new RingWriter(memory);
  const reader = new RingReader(memory);
  const words = Float64Array.from({ length: frameWords }, (_, k) => k);
  const copy = new Float64Array(frameWords);
  const plainWatch = stopwatch();
  for (let k = 0; k < n; k++) for (let j = 0; j < frameWords; j++) copy[j] = words[j]!;
  const plain = { took: plainWatch(), words: 'copying the same numbers, in this run' };
  const watch = stopwatch();
  for (let k = 0; k < n; k++) {
    writer.write(words, frameWords);
    writer.publish();
    for (let j = 0; j < frameWords; j++) copy[j] = reader.next();
    reader.release();
  }
  return { took: watch(), plain };
}

/** The plain way: the same strategy, called here. */
async function roundTrips(n: number): Promise<Outcome> {
  const definition: StrategyDefinition = ensure(catalog['rsi-reversion'], 'strategy');
  const params: Record<string, unknown> = definition.params.parse({});
  const instrument = instrumentId('bench:A/USD');
  const watchdog = new Watchdog();
  const crew = new Crew({
    watchdog,
    strategies: [
      { name: 'bench', use: 'rsi-reversion', file: undefined, definition, params, instruments: [instrument] },
    ],
    seed: '1',
    workers: 1,
    budget: { time: 60_000, memory: 512 },
    log: () => undefined,
    stops: new Stops(),
    onStopped: () => undefined,
  });
  try {
    const here = asking(definition, params, n);
    const plain = { took: here, words: 'the same decisions on this thread, in this run' };
    return { took: asking(crew.strategies[0]!.definition, params, n), plain };
  } finally {
    crew.close();
    await watchdog.close();
  }
}

function asking(definition: StrategyDefinition, params: Readonly<Record<string, unknown>>, n: number): Took {
  const feeds: (() => unknown)[] = [];
  const setup: StrategySetup<Record<string, unknown>> = {
    instrument: 'bench:A/USD',
    params,
    track: (_timeframe, indicator) => indicator,
    trackBars: (_timeframe, indicator) => {
      feeds.push(() => indicator.next(bar));
      return indicator;
    },
    watch: () => undefined,
    openBar: () => () => undefined,
    timer: () => undefined,
    random: () => 0.5,
    now: () => bar.closeTime,
    log: () => undefined,
  };
  const bar = {
    instrument: 'bench:A/USD',
    timeframe: '1h',
    time: 0,
    closeTime: 1,
    open: 1,
    high: 2,
    low: 1,
    close: 1.5,
    volume: 1,
    closed: true,
  } as const;
  const context: StrategyContext = {
    time: 1,
    price: 1.5,
    bid: 1.5,
    ask: 1.5,
    position: 'flat',
    trades: [],
    equity: 1000,
    available: 1000,
  };
  const { onBar } = definition.setup(setup);
  for (const feed of feeds) feed();
  const watch = stopwatch();
  for (let k = 0; k < n; k++) onBar?.(bar, context);
  return watch();
}
