import { BenchRun } from '../profile.ts';
import type { InstrumentId } from '../../src/market/instrument.ts';
import type { BenchPlace, Row } from '../row.ts';
import { barsOf, growing, shardBars, shortBars, yearBars } from '../stored-bars.ts';

const perBar: Row = {
  name: 'bars-only',
  unit: 'bar',
  about: '75 000 bars, two averages and an RSI, market entries with stop and target',
  gate: { nanos: 150 },
  against: 'loop',
  needs: ['bars'],
  warmUps: 12,
  open: (place) => onBars(place, 'bars-only', [shortBars]),
};

const year: Row = {
  ...perBar,
  name: 'bars-year',
  about: 'the same on a year of minutes',
  open: (place) => onBars(place, 'bars-year', [yearBars]),
};

const hundred: Row = {
  ...perBar,
  name: 'bars-hundred-instruments',
  about: 'the same on 100 × 50 000 bars in one account',
  open: (place) => onBars(place, 'bars-hundred-instruments', shardBars),
};

const fewTrades: Row = {
  ...perBar,
  name: 'bars-few-trades',
  about: 'a year of minutes with ten trades',
  open: (place) =>
    onBars(place, 'bars-few-trades', [yearBars], { fast: 300, slow: 800, stopPercent: 12, targetPercent: 14 }),
};

const manyTrades: Row = {
  ...perBar,
  name: 'bars-many-trades',
  about: 'a year of minutes with ten thousand trades (9 491)',
  open: (place) =>
    onBars(place, 'bars-many-trades', [yearBars], { fast: 6, slow: 15, stopPercent: 0.3, targetPercent: 0.4 }),
};

/** What a trade costs must not depend on how many there were before it. */
const grown: readonly Row[] = growing.map(({ trades, id }) => ({
  ...perBar,
  name: `bars-trades-${trades}`,
  about: `${barsOf(id, 1)} bars with about ${trades} trades: the same strategy over a longer history`,
  gate: {},
  open: (place) => onBars(place, `bars-trades-${trades}`, [id]),
}));

const load: Row = {
  ...perBar,
  name: 'bars-load',
  about: 'what the rows above leave out: 75 000 bars found, read and made columns',
  gate: {},
  open: async (place) => {
    const run = await openRun(place, 'bars-load', [shortBars], {});
    return run.work(barsOf(shortBars, place.scale), 'loading');
  },
};

/** Rows over stored bars through the whole engine. */
export const barRows: readonly Row[] = [perBar, year, hundred, fewTrades, manyTrades, ...grown, load];

// oxlint-disable-next-line max-params -- the parameters of a strategy are the exception
async function onBars(
  place: BenchPlace,
  name: string,
  ids: readonly InstrumentId[],
  params: Record<string, number> = {},
): Promise<ReturnType<BenchRun['work']>> {
  const run = await openRun(place, name, ids, params);
  const count = ids.length === 1 ? barsOf(ids[0]!, place.scale) : ids.length * barsOf(shardBars[0]!, place.scale);
  return run.work(count, 'run');
}

// oxlint-disable-next-line max-params -- the parameters of a strategy are the exception
function openRun(
  place: BenchPlace,
  name: string,
  ids: readonly InstrumentId[],
  params: Record<string, number>,
): Promise<BenchRun> {
  return BenchRun.open({ name, instruments: [...ids], strategy: 'cross-bracket.ts', params }, place.bars);
}
