import type { OrderState, RunRecord } from '../market/record.ts';
import type { DailyCurve } from './daily-curve.ts';
import { type Figure, absent, counted, ratio } from './figure.ts';
import { mean, sum } from './moments.ts';

/** What trading cost and how much of the account it used. Paid is positive. */
export interface CostFigures {
  readonly fees: Figure;
  readonly funding: Figure;
  readonly slippage: Figure;
  /** Value of all fills. */
  readonly turnover: Figure;
  /** Turnover in multiples of the average equity. */
  readonly turnoverRatio: Figure;
  /** Costs as percent of the starting equity: return that was lost to them. */
  readonly feeDragPercent: Figure;
  readonly fundingDragPercent: Figure;
  readonly slippageDragPercent: Figure;
  readonly feePerTrade: Figure;
  /** Share of the time with at least one open trade. */
  readonly exposureTimePercent: Figure;
  /** Average value of open positions as percent of the average equity. */
  readonly exposureCapitalPercent: Figure;
}

/** What became of the orders. */
export interface OrderFigures {
  readonly orderCount: Figure;
  readonly ordersFilled: Figure;
  /** Ended otherwise, with a part filled. */
  readonly ordersPartlyFilled: Figure;
  readonly ordersCanceled: Figure;
  /** Refused by the venue. */
  readonly ordersRejected: Figure;
  /** Ended by their time limit. */
  readonly ordersExpired: Figure;
  /** Refused by siis before they were sent. */
  readonly ordersDenied: Figure;
  /** Refused signals and orders by all reasons; see `denials`. */
  readonly denialCount: Figure;
}

/** Costs as the record has them, against the average of the daily equity. */
export function costFigures(run: RunRecord, curve: DailyCurve): CostFigures {
  const [fees, funding, slippage] = [Number(run.fees), Number(run.funding), Number(run.slippage)];
  const turnover = Number(run.turnover);
  const start = run.startEquity > 0 ? run.startEquity : 0;
  const typical = Math.max(0, mean(curve.values));
  const lasted = Math.max(0, run.endTime - run.startTime);
  return {
    fees,
    funding,
    slippage,
    turnover,
    turnoverRatio: ratio(turnover, typical, 'no equity'),
    feeDragPercent: ratio(fees * 100, start, 'no starting equity'),
    fundingDragPercent: ratio(funding * 100, start, 'no starting equity'),
    slippageDragPercent: ratio(slippage * 100, start, 'no starting equity'),
    feePerTrade:
      run.trades.length === 0
        ? absent(counted(0, 'trade'))
        : sum(run.trades.map((trade) => Number(trade.fees))) / run.trades.length,
    exposureTimePercent: ratio(run.exposure.time * 100, lasted, 'no time has passed'),
    exposureCapitalPercent: ratio(run.exposure.notionalTime * 100, lasted * typical, 'no time has passed'),
  };
}

/** Orders counted by their last state. */
export function orderFigures(run: RunRecord): OrderFigures {
  const inState = (state: OrderState): number => run.orders.filter((order) => order.state === state).length;
  const partly = run.orders.filter((order) => order.state !== 'filled' && Number(order.filledQuantity) > 0);
  return {
    orderCount: run.orders.length,
    ordersFilled: inState('filled'),
    ordersPartlyFilled: partly.length,
    ordersCanceled: inState('canceled'),
    ordersRejected: inState('rejected'),
    ordersExpired: inState('expired'),
    ordersDenied: inState('denied'),
    denialCount: sum(Object.values(run.denials)),
  };
}
