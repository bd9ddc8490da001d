import type { TradeRecord } from '../market/record.ts';

/** Finished trades as columns of doubles, in order of their exits. NaN marks what a trade does not have. */
export interface TradeColumns {
  readonly count: number;
  readonly trades: readonly TradeRecord[];
  /** Net profit, settlement currency. */
  readonly profit: Float64Array;
  /** Net profit over the value at entry, percent. */
  readonly percent: Float64Array;
  /** Net profit over the planned risk at entry. */
  readonly multiple: Float64Array;
  readonly fees: Float64Array;
  /** Time from entry to exit, ms. */
  readonly duration: Float64Array;
  readonly entryTime: Float64Array;
  readonly exitTime: Float64Array;
  /** Largest unrealised gain and loss while open, settlement currency and percent of the value at entry, all ≥ 0. */
  readonly gain: Float64Array;
  readonly loss: Float64Array;
  readonly gainPercent: Float64Array;
  readonly lossPercent: Float64Array;
}

/** Reads the decimal text of the trades once. Cost: one pass and a sort. */
export function tradeColumns(records: readonly TradeRecord[]): TradeColumns {
  const trades = records.toSorted((left, right) => left.exitTime - right.exitTime);
  const column = (read: (trade: TradeRecord) => number): Float64Array => {
    const values = new Float64Array(trades.length);
    for (let k = 0; k < trades.length; k++) values[k] = read(trades[k]!);
    return values;
  };
  const notional = column((trade) => Math.abs(entryNotional(trade)));
  const profit = column((trade) => Number(trade.profit));
  const gain = column((trade) => optional(trade.bestExcursion));
  const loss = column((trade) => optional(trade.worstExcursion));
  return {
    count: trades.length,
    trades,
    profit,
    percent: over(profit, notional, 100),
    multiple: over(
      profit,
      column((trade) => optional(trade.risk)),
      1,
    ),
    fees: column((trade) => Number(trade.fees)),
    duration: column((trade) => trade.exitTime - trade.entryTime),
    entryTime: column((trade) => trade.entryTime),
    exitTime: column((trade) => trade.exitTime),
    gain,
    loss,
    gainPercent: over(gain, notional, 100),
    lossPercent: over(loss, notional, 100),
  };
}

function over(values: Float64Array, base: Float64Array, factor: number): Float64Array {
  const result = new Float64Array(values.length).fill(NaN);
  for (let k = 0; k < values.length; k++) if (base[k]! > 0) result[k] = (values[k]! / base[k]!) * factor;
  return result;
}

/** Value at entry: as recorded, else quantity × price, which is the same for contracts of one unit. */
function entryNotional(trade: TradeRecord): number {
  return trade.notional === undefined ? Number(trade.quantity) * Number(trade.entryPrice) : Number(trade.notional);
}

function optional(text: string | undefined): number {
  return text === undefined ? NaN : Number(text);
}
