import type { Profile } from '../../config/profile.ts';
import { splitGaps } from '../../database/closings.ts';
import type { BarCoverage, Coverage, Gap, TickCoverage } from '../../database/coverage.ts';
import type { Store } from '../../database/store.ts';
import { Grid } from '../../market/grid.ts';
import type { InstrumentId, InstrumentKind } from '../../market/instrument.ts';
import type { ClosingRecord, GapRecord } from '../../market/record.ts';
import { barEnd, timeframe } from '../../market/timeframe.ts';
import type { StrategyTrader } from '../../strategy/strategy-trader.ts';
import { SiisError } from '../../util/errors.ts';
import { BarLane } from '../../watcher/lane/bar-lane.ts';
import { plainKernel } from '../../watcher/lane/kernel.ts';
import type { Lane } from '../../watcher/lane/lane.ts';
import { TickLane } from '../../watcher/lane/tick-lane.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import type { Session } from '../session/session.ts';
import { spanHandler } from '../engine/span.ts';
import { refuseTickless } from '../session/tick-handlers.ts';

/** Decisions are made in [from, to); data before it only warm up. */
export interface RunRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The part of the store that a backtest reads. */
export type BacktestStore = Pick<Store, 'instrument' | 'coverage' | 'openTicks' | 'openBars'>;

/** Which stored data an instrument runs on. */
export interface ChosenData {
  readonly id: InstrumentId;
  readonly coverage: Coverage;
}

/** Picks for each instrument the stored data that the profile asks for. @throws SiisError DATA_MISSING, naming what to do. */
export function chooseData(
  profile: Profile,
  store: BacktestStore,
  ids: readonly InstrumentId[],
  range: RunRange,
): ChosenData[] {
  return ids.map((id) => {
    const stored = store.coverage(id);
    const coverage = pick(profile, stored);
    if (coverage === undefined) throw missing(profile, id, stored);
    if ((range.from ?? -Infinity) > coverage.last || (range.to ?? Infinity) <= coverage.first)
      throw outside(id, coverage, range);
    return { id, coverage };
  });
}

function pick(profile: Profile, stored: readonly Coverage[]): Coverage | undefined {
  const { source, timeframe: wanted, side } = profile.data;
  const ticks = stored.filter((each): each is TickCoverage => each.kind === 'ticks');
  const bars = stored.filter(
    (each): each is BarCoverage => each.kind === 'bars' && (wanted === undefined || each.timeframe === wanted),
  );
  if (source !== 'bars' && ticks.length > 0 && (source === 'ticks' || wanted === undefined)) {
    return ticks.find((each) => each.ticks === 'trade') ?? ticks[0];
  }
  if (source === 'ticks') return undefined;
  const rank = (each: BarCoverage): number => (each.side === 'trade' ? 0 : each.side === side ? 1 : 2);
  return bars.toSorted((a, b) => length(a) - length(b) || rank(a) - rank(b))[0];
}

function length(bars: BarCoverage): number {
  return timeframe(bars.timeframe).millis || Infinity;
}

function missing(profile: Profile, id: InstrumentId, stored: readonly Coverage[]): SiisError {
  const has = stored.map((each) => (each.kind === 'ticks' ? 'ticks' : `${each.timeframe} bars`));
  const wants = profile.data.timeframe === undefined ? profile.data.source : `${profile.data.timeframe} bars`;
  const came = has.length === 0 ? 'the store has none' : `the store has ${has.join(', ')}`;
  return new SiisError(
    'DATA_MISSING',
    `no data for ${id}: expected ${wants === 'auto' ? 'ticks or bars' : wants}, ${came}; import some: siis import FILE --instrument ${id}`,
  );
}

function text(time: number): string {
  return new Date(time).toISOString();
}

function outside(id: InstrumentId, coverage: Coverage, range: RunRange): SiisError {
  const asked = `${range.from === undefined ? '…' : text(range.from)} to ${range.to === undefined ? '…' : text(range.to)}`;
  return new SiisError(
    'DATA_MISSING',
    `no data for ${id} in ${asked}: the store has ${text(coverage.first)} to ${text(coverage.last)}`,
  );
}

/** First moment of the run: where decisions begin. */
export function startOf(chosen: readonly ChosenData[], range: RunRange): number {
  const first = Math.min(...chosen.map(({ coverage }) => coverage.first));
  return range.from === undefined ? first : Math.max(range.from, first);
}

/** Moment by which all data have passed. */
export function endOf(chosen: readonly ChosenData[], range: RunRange): number {
  const last = Math.max(...chosen.map(({ coverage }) => passedBy(coverage)));
  return range.to === undefined ? last : Math.min(range.to, last);
}

/** What data lack: gaps, and apart from them the times at which their market was closed. */
export interface MissingData {
  readonly gaps: readonly GapRecord[];
  readonly closings: readonly ClosingRecord[];
}

/**
 * What is missing in the asked range, from the stored coverage: an hour or more without ticks, or a bar.
 *
 * @param kinds of the chosen instruments: some never close
 */
export function missingOf(
  chosen: readonly ChosenData[],
  range: RunRange,
  kinds: readonly InstrumentKind[] = [],
): MissingData {
  const from = range.from ?? startOf(chosen, range);
  const to = range.to ?? endOf(chosen, range);
  const gaps: GapRecord[] = [];
  const closings: ClosingRecord[] = [];
  for (const [k, { id, coverage }] of chosen.entries()) {
    const least = coverage.kind === 'ticks' ? 3_600_000 : timeframe(coverage.timeframe).millis || 28 * 86_400_000;
    const inRange = (holes: readonly Gap[]): GapRecord[] =>
      holes
        .map((hole) => ({ instrument: id, from: Math.max(hole.from, from), to: Math.min(hole.to, to) }))
        .filter((gap) => gap.to - gap.from >= least);
    const split = splitGaps(coverage, kinds[k]);
    const before = { from: -Infinity, to: coverage.first };
    gaps.push(...inRange([before, ...split.gaps, { from: passedBy(coverage), to: Infinity }]));
    const closed = inRange(split.closings);
    const time = closed.reduce((sum, each) => sum + each.to - each.from, 0);
    if (closed.length > 0) closings.push({ instrument: id, count: closed.length, time });
  }
  return { gaps, closings };
}

/**
 * Opens the chosen data as lanes, early enough that every indicator has settled when decisions begin.
 *
 * @param history false where warm-up is to happen inside the range
 */
export function openLanes(
  session: Session,
  store: BacktestStore,
  chosen: readonly ChosenData[],
  options: { range: RunRange; side: 'bid' | 'ask'; history: boolean },
): Lane[] {
  const queries = dataQueries(session, chosen, options);
  return session.hubs.map((hub, index) => {
    const { query, coverage, id } = queries[index]!;
    const { from } = query;
    // Before the range there may be data to warm up with, and none in it.
    if (from < (options.range.from ?? from)) {
      refuseEmpty(store, { id, coverage }, { ...query, from: options.range.from ?? from });
    }
    const traders = session.traders.filter((trader) => trader.market === index);
    return coverage.kind === 'ticks'
      ? tickLane(session, { hub, store, coverage, query, traders, side: options.side })
      : barLane(traders, { hub, store, coverage, query });
  });
}

/** What is read of the chosen data. */
export interface DataQuery extends ChosenData {
  readonly query: { readonly from: number; readonly to: number };
}

/** How much of the chosen data a session reads: so much before its range that every indicator has settled when that begins. */
export function dataQueries(
  session: Session,
  chosen: readonly ChosenData[],
  { range, history }: { readonly range: RunRange; readonly history: boolean },
): DataQuery[] {
  return session.hubs.map((hub, index) => {
    const data = chosen[index];
    if (data === undefined) throw new SiisError('DATA_MISSING', `no data for ${hub.instrument.id}`);
    const from =
      history && range.from !== undefined ? range.from - historyOf(hub) : (range.from ?? data.coverage.first);
    return { ...data, query: { from, to: range.to ?? passedBy(data.coverage) } };
  });
}

/** @throws SiisError DATA_MISSING where nothing is stored in the range: it lies in a gap */
function refuseEmpty(store: BacktestStore, { id, coverage }: ChosenData, query: { from: number; to: number }): void {
  const source =
    coverage.kind === 'ticks'
      ? store.openTicks(id, { ...query, kind: coverage.ticks })
      : store.openBars(id, { ...query, timeframe: coverage.timeframe, side: coverage.side });
  if (source === undefined) throw outside(id, coverage, query);
  source.close();
}

/** The moment by which all of a tape or series has passed: the end of its last bar, or just after its last tick. */
function passedBy(coverage: Coverage): number {
  return coverage.kind === 'ticks' ? coverage.last + 1 : barEnd(timeframe(coverage.timeframe), coverage.last);
}

/** Market time that the series of a market need to settle, with room for gaps and weekends. */
function historyOf(hub: MarketHub): number {
  const day = 86_400_000;
  return Math.max(
    0,
    ...hub.series.map((series) => Math.ceil((series.frame.millis || 31 * day) * series.history * 1.5) + 4 * day),
  );
}

interface LaneData<C extends Coverage> {
  readonly hub: MarketHub;
  readonly store: BacktestStore;
  readonly coverage: C;
  readonly query: { readonly from: number; readonly to: number };
}

function tickLane(
  session: Session,
  data: LaneData<TickCoverage> & { traders: readonly StrategyTrader[]; side: 'bid' | 'ask' },
): Lane {
  const { hub, store, coverage, query, traders } = data;
  const source = store.openTicks(hub.instrument.id, { ...query, kind: coverage.ticks });
  if (source === undefined) throw outside(hub.instrument.id, coverage, query);
  hub.volume.grid = new Grid(source.scale.lotStep);
  const factor = factorOf(hub, source.scale.priceStep);
  return new TickLane({
    market: hub.market.index,
    source,
    target: hub,
    kernel: plainKernel,
    factor,
    rowMillis: hub.rowMillis(),
    side: data.side,
    handler: spanHandler({ clock: session.clock, hub, scale: source.scale, factor }, traders),
  });
}

function barLane(traders: readonly StrategyTrader[], data: LaneData<BarCoverage>): Lane {
  const { hub, store, coverage, query } = data;
  const frame = timeframe(coverage.timeframe);
  refuseTickless(traders, hub.instrument.id, frame);
  const [unfit] = hub.notMadeOf(frame);
  if (unfit !== undefined) {
    throw new SiisError(
      'DATA_MISSING',
      `no data for ${unfit.frame.name} bars of ${hub.instrument.id}: they cannot be made of the stored ${coverage.timeframe} bars`,
    );
  }
  const source = store.openBars(hub.instrument.id, {
    ...query,
    timeframe: coverage.timeframe,
    side: coverage.side,
  });
  if (source === undefined) throw outside(hub.instrument.id, coverage, query);
  hub.volume.grid = new Grid(coverage.volumeStep);
  return new BarLane({
    market: hub.market.index,
    source,
    frame,
    target: hub,
    scale: (step) => ({ price: factorOf(hub, step) }),
    until: query.to,
  });
}

/** Price steps of the instrument in one of the data: a whole number, or the instrument's step is too coarse for them. */
function factorOf(hub: MarketHub, priceStep: string): number {
  const own = hub.instrument.price;
  const steps = own.parse(priceStep);
  if (steps === undefined || steps < 1) {
    throw new SiisError(
      'INSTRUMENT_INVALID',
      `the price step of ${hub.instrument.id} is ${own.step}, but its stored prices go in steps of ${priceStep}: expected one that divides it`,
    );
  }
  return steps;
}
