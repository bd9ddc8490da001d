import type { RunRecord, TradeRecord } from '../../src/market/record.ts';

/** 2024-01-01 00:00 UTC. */
export const newYear = 1_704_067_200_000;

/** A trade with plausible fields; say only what matters. */
export function tradeRecord(fields: Partial<TradeRecord> = {}): TradeRecord {
  return {
    id: 't1',
    instrument: 'demo:BTC/USDT',
    strategy: 'ema-cross',
    side: 'buy',
    quantity: '1',
    entryTime: newYear,
    entryPrice: '100',
    exitTime: newYear + 3_600_000,
    exitPrice: '110',
    fees: '0.2',
    profit: '9.8',
    exitReason: 'target',
    label: undefined,
    risk: undefined,
    bestExcursion: undefined,
    worstExcursion: undefined,
    ...fields,
  };
}

/** A run of ten days in which nothing happened; say only what matters. */
export function runRecord(fields: Partial<RunRecord> = {}): RunRecord {
  const startTime = fields.startTime ?? newYear;
  const endTime = fields.endTime ?? newYear + 10 * 86_400_000;
  const startEquity = fields.startEquity ?? 10_000;
  return {
    id: 'run-1',
    version: '0.1.0',
    seed: '7',
    hash: '0123456789abcdef',
    paths: { 'demo:BTC/USDT': 'next-event' },
    profile: 'demo',
    currency: 'USDT',
    startTime,
    endTime,
    startEquity,
    interrupted: false,
    trades: [],
    orders: [],
    openTrades: [],
    equity: [],
    dailyEquity: [[startTime, startEquity]],
    markets: [{ instrument: 'demo:BTC/USDT', first: 100, last: 100 }],
    warnings: [],
    denials: {},
    exposure: { time: 0, notionalTime: 0 },
    fees: '0',
    funding: '0',
    slippage: '0',
    turnover: '0',
    speed: { ticks: 0, bars: 0, seconds: 0, ticksPerSecond: 0 },
    ...fields,
  };
}
