import type { Store } from '../../src/database/store.ts';
import type { TickSource } from '../../src/market/tick-block.ts';
import type { BacktestStore } from '../../src/system/data/market-data.ts';
import { BenchRun } from '../profile.ts';
import type { Row } from '../row.ts';
import { benchInstrument, benchShards } from '../tape.ts';

/** One-minute bars, resting orders, brackets: ticks that touch no price are not read. */
const barStrategy: Row = {
  name: 'bar-strategy',
  unit: 'tick',
  about: 'bars, indicators, stop entries and brackets on the tape; ticks that touch nothing are skipped',
  gate: { ratio: 0.4 },
  against: 'loop',
  agrees: true,
  needs: ['tapes'],
  open: async ({ ticks, tapes }) =>
    (await BenchRun.open(stopBracket('bar-strategy', [benchInstrument]), tapes)).work(ticks),
};

/** The same, but every tick is decoded first. */
const barStrategyScan: Row = {
  ...barStrategy,
  name: 'bar-strategy-scan',
  about: 'the same with every tick of the tape decoded',
  gate: { ratio: 2.5 },
  open: async ({ ticks, tapes }) =>
    (await BenchRun.open(stopBracket('bar-strategy-scan', [benchInstrument]), tapes, scanning)).work(ticks),
};

const hundredInstruments: Row = {
  ...barStrategy,
  name: 'hundred-instruments',
  about: 'the same on 100 instruments in one account, as many ticks together',
  gate: { ratio: 3 },
  agrees: false,
  open: async ({ ticks, tapes }) => {
    const run = await BenchRun.open(stopBracket('hundred-instruments', benchShards), tapes);
    return run.work(Math.floor(ticks / benchShards.length) * benchShards.length);
  },
};

const onTick: Row = {
  ...barStrategy,
  name: 'on-tick',
  about: 'a strategy that sees every tick: onTick with an average, a count and a volume, and one-minute bars',
  gate: { ratio: 4 },
  agrees: false,
  open: async ({ ticks, tapes }) =>
    (await BenchRun.open({ name: 'on-tick', instruments: [benchInstrument], strategy: 'every-tick.ts' }, tapes)).work(
      ticks,
    ),
};

const onTicks: Row = {
  ...onTick,
  name: 'on-ticks',
  about: 'the same told of runs of ticks: onTicks',
  open: async ({ ticks, tapes }) =>
    (await BenchRun.open({ name: 'on-ticks', instruments: [benchInstrument], strategy: 'every-span.ts' }, tapes)).work(
      ticks,
    ),
};

/** Rows over ticks through the whole engine. */
export const tickRows: readonly Row[] = [barStrategy, barStrategyScan, onTick, onTicks, hundredInstruments];

function stopBracket(
  name: string,
  instruments: readonly string[],
): { name: string; instruments: readonly string[]; strategy: string } {
  return { name, instruments, strategy: 'stop-bracket.ts' };
}

/** A store whose blocks come with all their ticks decoded. */
function scanning(store: Store): BacktestStore {
  return {
    instrument: (id) => store.instrument(id),
    coverage: (id) => store.coverage(id),
    openBars: (id, query) => store.openBars(id, query),
    openTicks: (id, query) => {
      const source = store.openTicks(id, query);
      return source === undefined ? undefined : decodingAll(source);
    },
  };
}

function decodingAll(source: TickSource): TickSource {
  return {
    kind: source.kind,
    scale: source.scale,
    next: () => {
      const block = source.next();
      block?.decode(0, block.count);
      return block;
    },
    close: () => source.close(),
  };
}
