import type {
  ClosingRecord,
  EquityPoint,
  GapRecord,
  OrderRecord,
  RunRecord,
  TradeRecord,
} from '../../market/record.ts';
import type { Statistics } from '../../statistic/tear-sheet.ts';

/** The result of a run as `--json` prints it: prices and quantities as decimal text, times in ms. Fields may be added, never renamed. */
export interface RunJson {
  readonly run: {
    readonly id: string;
    readonly version: string;
    readonly seed: string;
    readonly hash: string;
    readonly paths: RunRecord['paths'];
    readonly profile: string;
    readonly currency: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly startEquity: number;
    readonly interrupted: boolean;
    readonly warnings: readonly string[];
  };
  readonly trades: readonly Nullable<TradeRecord>[];
  readonly openTrades: readonly Nullable<TradeRecord>[];
  readonly orders: readonly Nullable<OrderRecord>[];
  readonly statistics: Statistics;
  readonly equity: readonly EquityPoint[];
  readonly gaps: readonly GapRecord[];
  readonly closings: readonly ClosingRecord[];
  readonly speed: RunRecord['speed'];
}

/** Fields that may be absent are `null`, so that every entry has the same keys. */
export type Nullable<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K];
};

/** The result of a run, ready for `JSON.stringify`. */
export function runJson(run: RunRecord, statistics: Statistics): RunJson {
  const { id, version, seed, hash, paths, profile, currency } = run;
  const { startTime, endTime, startEquity, interrupted, warnings } = run;
  return {
    run: { id, version, seed, hash, paths, profile, currency, startTime, endTime, startEquity, interrupted, warnings },
    trades: run.trades.map((trade) => tradeJson(trade)),
    openTrades: run.openTrades.map((trade) => tradeJson(trade)),
    orders: run.orders.map((order) => orderJson(order)),
    statistics,
    equity: run.equity,
    gaps: run.gaps ?? [],
    closings: run.closings ?? [],
    speed: run.speed,
  };
}

function tradeJson(trade: TradeRecord): Nullable<TradeRecord> {
  return {
    id: trade.id,
    instrument: trade.instrument,
    strategy: trade.strategy,
    side: trade.side,
    quantity: trade.quantity,
    entryTime: trade.entryTime,
    entryPrice: trade.entryPrice,
    exitTime: trade.exitTime,
    exitPrice: trade.exitPrice,
    fees: trade.fees,
    profit: trade.profit,
    exitReason: trade.exitReason,
    label: trade.label ?? null,
    risk: trade.risk ?? null,
    bestExcursion: trade.bestExcursion ?? null,
    worstExcursion: trade.worstExcursion ?? null,
    notional: trade.notional ?? null,
  };
}

function orderJson(order: OrderRecord): Nullable<OrderRecord> {
  return {
    id: order.id,
    clientOrderId: order.clientOrderId,
    instrument: order.instrument,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    price: order.price ?? null,
    state: order.state,
    sentQuantity: order.sentQuantity ?? order.quantity,
    sentPrice: order.sentPrice ?? order.price ?? null,
    filledQuantity: order.filledQuantity,
    averagePrice: order.averagePrice ?? null,
    time: order.time,
    reason: order.reason ?? null,
  };
}
