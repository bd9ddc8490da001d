import { fillRecords, orderRecord } from '../../src/system/backtest/run-record.ts';
import type { Session, SessionStrategy } from '../../src/system/session/session.ts';
import type { PaperModel } from '../../src/trader/paper/model.ts';
import { dayCaps, riskLimits } from '../../src/trader/risk/index.ts';
import { percentSizing, quoteSizing, unitSizing } from '../../src/trader/sizing/index.ts';
import { Random } from '../../src/util/random.ts';
import { type MixedMarket, type MixedRun, runMixed } from './mixed-run.ts';
import { randomStrategy } from './random-strategy.ts';
import type { BarValues } from './run.ts';
import { randomTape } from './tape.ts';

/** What a random run is made of. */
export interface MixedKind {
  /** The second of two markets has ticks, and its strategy looks at the bars of the first. */
  readonly ticks?: boolean;
  /** An account a market; all data end at one moment. */
  readonly separate?: boolean;
  readonly spot?: boolean;
  /** Up to five markets of bars, whose strategies look at nothing but their own, or at the bars of the first besides. */
  readonly apart?: boolean;
}

/** A run made up from a seed. */
export interface DrawnMixed {
  readonly ids: readonly string[];
  readonly balance: number;
  /** @param slow every close is an event of its own @param only this market alone */
  readonly run: (how: {
    slow?: boolean;
    ahead?: boolean;
    only?: number;
    onClose?: (session: Session) => void;
  }) => MixedOutcome;
}

/** A run, and all there is to compare it by. */
export interface MixedOutcome {
  readonly session: Session;
  readonly found: Readonly<Record<string, unknown>>;
}

const start = 1_700_006_400_000;
const minute = 60_000;

/** Draws a run of bars, alone or beside ticks. Equal seeds give equal runs. */
export function drawMixed(seed: string, kind: MixedKind, size = 200): DrawnMixed {
  const random = new Random(seed);
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const count =
    kind.ticks === true || kind.separate === true ? 2 : kind.apart === true ? pick([2, 3, 5]) : pick([1, 1, 2, 3]);
  const markets = Array.from({ length: count }, (_, k): MixedMarket => {
    const id = `test:${'ABCDE'[k]}/USD`;
    if (kind.ticks === true && k === 1) {
      const scale = { priceStep: '1', lotStep: '1' };
      const at = start + random.below(minute);
      const tape = { kind: pick(['trade', 'quote'] as const), count: size * 3, start: at, price: 3000, scale, grid: 1 };
      return { id, data: randomTape(random, tape) };
    }
    const frame = pick(['1m', '1m', '5m'] as const);
    const spec = pick([{}, { makerFee: 0.0002, takerFee: 0.001 }]);
    const bars = drawBars(random, { step: frame === '1m' ? minute : 5 * minute, size, isCut: kind.separate === true });
    return { id, spec, data: { frame, bars } };
  });
  const isReckless = kind.spot !== true && random.next() < 0.3;
  const options = drawOptions(random, seed, isReckless, kind);
  const base = {
    timeframes: kind.ticks === true ? ['15m'] : pick([['5m'], ['5m', '1h'], ['15m']]),
    timer: kind.apart === true ? pick([0, 0, 20 * minute]) : pick([0, 0, minute, 90_000]),
    isPrivate: kind.apart === true,
    step: 1,
    activity: pick([0.05, 0.3, 0.6]),
    care: isReckless ? 0 : pick([0, 0.7, 0.9]),
    holds: isReckless,
    onTick: 'none',
  } as const;
  const names = kind.apart !== true && random.next() < 0.3 ? ['one', 'two'] : ['one'];
  const blockSize = kind.apart === true ? pick([7, 60, 1000]) : undefined;
  const until = kind.apart === true && random.next() < 0.5 ? start + random.below(size * minute) : Infinity;
  const looks = markets.map(() => kind.apart === true && random.next() < 0.2);
  const run: DrawnMixed['run'] = ({ slow = false, ahead = false, only, onClose }) => {
    const logs: string[][] = [];
    const its = only === undefined ? markets : [markets[only]!];
    const strategies = names.flatMap((name) =>
      its.map(({ id }, k): SessionStrategy => {
        const second = k > 0 && (kind.ticks === true ? k === 1 : looks[k] === true) ? markets[0]!.id : undefined;
        // Bars that end alone: nothing else happens at the moment at which they have an order placed among the ticks.
        // What strategies see at one moment they may see in any order where they share nothing.
        const log = kind.apart === true ? [] : (logs[0] ?? []);
        if (!logs.includes(log)) logs.push(log);
        const secondTimeframe = (kind.apart === true ? frameOf(markets[0]!) : undefined) ?? '5m';
        const timeframes = kind.apart === true ? [frameOf(its[k]!) ?? '1m'] : base.timeframes;
        const definition = randomStrategy({ ...base, timeframes, second, secondTimeframe, log });
        return { name, definition, params: {}, instruments: [id] };
      }),
    );
    const look = onClose ?? (slow ? (): void => undefined : undefined);
    const session = runMixed({ ...options, markets: its, strategies, start, onClose: look, ahead, blockSize, until });
    return { session, found: foundIn(session, logs.flat()) };
  };
  return { ids: markets.map(({ id }) => id), balance: options.balance, run };
}

function frameOf({ data }: MixedMarket): string | undefined {
  return 'frame' in data ? data.frame : undefined;
}

/** Bars that jump now and then, with gaps between some. */
function drawBars(random: Random, { step, size, isCut }: { step: number; size: number; isCut: boolean }): BarValues[] {
  let price = 3000;
  let time = start + (random.next() < 0.3 ? 3 * step : 0);
  const bars = Array.from({ length: size }, (): BarValues => {
    const open = random.next() < 0.1 ? Math.max(50, price + random.below(201) - 100) : price;
    const close = Math.max(50, open + random.below(61) - 30);
    const high = Math.max(open, close) + random.below(20);
    const low = Math.max(40, Math.min(open, close) - random.below(20));
    const bar = [time, open, high, low, close, random.below(5) === 0 ? 0 : random.below(100)] as const;
    price = close;
    time += step * (random.next() < 0.03 ? 1 + random.below(20) : 1);
    return bar;
  });
  if (!isCut) return bars;
  const end = start + 150 * minute - step;
  const cut = bars.filter(([at]) => at < end);
  const last = cut.at(-1)![4];
  return [...cut, [end, last, last, last, last, 1]];
}

type DrawnOptions = Omit<MixedRun, 'markets' | 'strategies'> & { readonly balance: number };

function drawOptions(random: Random, seed: string, isReckless: boolean, kind: MixedKind): DrawnOptions {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const caps = [riskLimits.maxOpenTrades(4), riskLimits.maxNotional(200_000)];
  return {
    ...kind,
    leverage: isReckless ? 25 : pick([1, 3, 20]),
    maintenance: pick([0.5, 0.9]),
    balance: pick([20_000, 100_000, 3_000_000]),
    defaults: {
      opposite: isReckless ? 'hedge' : pick(['close', 'reduce', 'ignore', 'hedge'] as const),
      direction: kind.spot === true ? 'long' : 'both',
    },
    model: drawModel(random),
    parts: {
      seed,
      sizing: pick([unitSizing(5), percentSizing(50), quoteSizing(50_000)]),
      limits: isReckless ? [] : pick([[], caps, [riskLimits.maxOrdersPerMinute(3)]]),
      dayCaps: pick([[], [dayCaps.maxDailyLossPercent(kind.apart === true ? 20 : 1)], [dayCaps.maxDailyLoss(500)]]),
    },
  };
}

function drawModel(random: Random): Partial<PaperModel> {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const none = { order: 0, jitter: 0, cancel: 0 };
  return {
    slippage: { ticks: 0, percent: 0, randomTicks: pick([0, 4]) },
    spread: { ticks: pick([0, 0, 3]), percent: 0 },
    latency: pick([none, { order: 5, jitter: 700, cancel: 30_000 }, { order: 70_000, jitter: 0, cancel: 1000 }]),
    participation: pick([0, 0, 0.3]),
    limitFill: pick(['touch', 'through'] as const),
    funding: pick([undefined, { rate: 0.0005, every: 3_600_000 }]),
    bars: { fill: pick(['gap', 'level'] as const), market: pick(['open', 'close'] as const) },
  };
}

function foundIn(session: Session, log: readonly string[]): MixedOutcome['found'] {
  for (const { market } of session.hubs) market.sync();
  return {
    log,
    time: session.clock.now(),
    passed: session.passed,
    prices: session.hubs.map(({ market }) => market.last),
    fills: [...fillRecords(session)],
    orders: [...session.desk.orders.values()].map((order) => orderRecord(session, order)),
    denials: [...session.denials],
    trades: session.tracker.closed.map(({ trade, ...rest }) => ({ ...rest, trade: trade.id })),
    equity: session.equity(),
    events: session.bus.sequence,
  };
}
