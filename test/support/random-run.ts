import type { Session, SessionStrategy } from '../../src/system/session/session.ts';
import { runHash } from '../../src/system/backtest/run-hash.ts';
import { fillRecords, orderRecord } from '../../src/system/backtest/run-record.ts';
import type { PaperModel } from '../../src/trader/paper/model.ts';
import { dayCaps, riskLimits } from '../../src/trader/risk/index.ts';
import { percentSizing, quoteSizing, unitSizing } from '../../src/trader/sizing/index.ts';
import { Random } from '../../src/util/random.ts';
import { randomStrategy } from './random-strategy.ts';
import { randomTape } from './tape.ts';
import { runTicks, type TickMarket, type TickRun, type TickRunOptions } from './tick-run.ts';

/** Everything that two runs are compared by. */
export interface Outcome {
  readonly log: readonly string[];
  readonly fills: readonly unknown[];
  readonly orders: readonly unknown[];
  readonly trades: readonly unknown[];
  readonly equity: readonly unknown[];
  readonly denials: readonly unknown[];
  readonly bars: readonly number[];
  readonly hash: string;
}

/** A run made up from a seed: markets, model, strategies and what they do. */
export interface RandomRun {
  readonly options: Omit<TickRunOptions, 'strategies'> & { readonly balance: number };
  readonly strategies: (onTick: 'none' | 'look' | 'act', log: string[]) => SessionStrategy[];
}

const start = 1_700_000_000_000;

const caps: readonly Pick<TickRunOptions, 'limits' | 'dayCaps'>[] = [
  {},
  {},
  { limits: [riskLimits.maxOpenTrades(4), riskLimits.maxNotional(20_000)] },
  { dayCaps: [dayCaps.maxDailyLossPercent(3)] },
];

/** Draws a run. Equal seeds give equal runs. */
export function drawRun(seed: string, size: number): RandomRun {
  const random = new Random(seed);
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const count = pick([1, 2, 2, 3]);
  const grid = pick([1, 1, 50, 1000]);
  const markets = Array.from({ length: count }, (_, k): TickMarket => {
    const step = pick(['1', '0.25', '0.01']);
    const coarse = pick([1, 1, 5]);
    const scale = { priceStep: String(Number(step) * coarse), lotStep: pick(['1', '0.1', '10']) };
    const kind = pick(['trade', 'quote'] as const);
    const tape = randomTape(random, {
      kind,
      count: size,
      start: start + random.below(5000),
      price: 1000 + random.below(4000),
      scale,
      grid,
    });
    const fees = pick([{}, { makerFee: 0.0002, takerFee: 0.001 }, { makerFee: -0.0001, takerFee: 0.0005 }]);
    return { id: `test:${'ABC'[k]}/USD`, spec: { tickSize: step, lotSize: '1', ...fees }, tape };
  });
  const frames = pick([['5s'], ['1m'], ['1m', '5m'], ['10s', '1m', '1h'], ['7s', '1m']]);
  const timer = pick([0, 1000, 15_000]);
  const activity = pick([0.1, 0.3, 0.6]);
  const care = pick([0, 0.7, 0.9]);
  // Far too large positions in several markets, never protected: what liquidation is for.
  const isReckless = random.next() < 0.25;
  const twins = random.next() < 0.3;
  return {
    options: {
      seed,
      markets,
      model: drawModel(random),
      leverage: isReckless ? 25 : pick([1, 3, 20]),
      maintenance: pick([0.5, 0.9]),
      sizing: pick([
        unitSizing(5),
        percentSizing(50),
        percentSizing(300),
        quoteSizing(5000 * Number(markets[0]!.spec!.tickSize)),
      ]),
      balance: pick([5000, 30_000, 1_000_000]) * Number(markets[0]!.spec!.tickSize),
      ...(isReckless ? {} : pick(caps)),
      defaults: { opposite: isReckless ? 'hedge' : pick(['close', 'reduce', 'ignore', 'hedge'] as const) },
    },
    strategies: (onTick, log) => {
      const second = count > 1 ? markets[1]!.id : undefined;
      return markets.flatMap(({ id, spec }, k) => {
        const params = {
          timeframes: frames,
          second: k === 0 ? second : undefined,
          timer,
          step: Number(spec?.tickSize ?? 1),
          activity,
          care: isReckless ? 0 : care,
          holds: isReckless,
          onTick,
        };
        const use = (name: string): SessionStrategy => ({
          name,
          definition: randomStrategy({ ...params, log }),
          // For those that make the same strategy elsewhere.
          params,
          instruments: [id],
        });
        return twins ? [use('one'), use('two')] : [use('one')];
      });
    },
  };
}

function drawModel(random: Random): Partial<PaperModel> {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  return {
    slippage: pick([
      { ticks: 0, percent: 0, randomTicks: 0 },
      { ticks: 2, percent: 0, randomTicks: 0 },
      { ticks: 0, percent: 0.05, randomTicks: 0 },
      { ticks: 0, percent: 0, randomTicks: 4 },
    ]),
    spread: pick([
      { ticks: 0, percent: 0 },
      { ticks: 3, percent: 0 },
      { ticks: 0, percent: 0.2 },
      { ticks: 0, percent: 4 },
    ]),
    latency: pick([
      { order: 0, jitter: 0, cancel: 0 },
      { order: 40, jitter: 0, cancel: 0 },
      { order: 5, jitter: 700, cancel: 300 },
      { order: 0, jitter: 0, cancel: 2000 },
    ]),
    participation: pick([0, 0, 0.3, 1]),
    limitFill: pick(['touch', 'through'] as const),
    funding: pick([undefined, undefined, { rate: 0.0005, every: 30_000 }]),
    feeTiers: pick([
      [],
      [
        { volume: 0, maker: 0.001, taker: 0.002 },
        { volume: 200_000, maker: 0, taker: 0.0005 },
      ],
    ]),
  };
}

/** What came of a run, in plain values. */
export function outcomeOf({ session, equity, lanes }: TickRun, log: readonly string[]): Outcome {
  return {
    log,
    fills: [...fillRecords(session)],
    orders: [...session.desk.orders.values()].map((order) => orderRecord(session, order)),
    trades: session.tracker.closed.map(({ trade, ...rest }) => ({ ...rest, trade: trade.id })),
    equity: equity.curve,
    denials: [...session.denials],
    bars: session.hubs.flatMap((hub) => hub.series.map((series) => series.count)),
    hash: runHash(session) + String(lanes.length),
  };
}

/** How a drawn run is run. */
export interface HowToRun {
  readonly path?: 'lane' | 'naive';
  readonly onTick?: 'none' | 'look' | 'act';
  readonly blocks?: readonly number[];
  readonly onStep?: (session: Session) => void;
}

/** Runs what was drawn on one of the paths. */
export function runDrawn(run: RandomRun, { onTick = 'none', ...how }: HowToRun): Outcome {
  const log: string[] = [];
  return outcomeOf(runTicks({ ...run.options, strategies: run.strategies(onTick, log), ...how }), log);
}
