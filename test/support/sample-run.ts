import type { RunRecord, TradeRecord } from '../../src/market/record.ts';
import { Random } from '../../src/util/random.ts';
import { newYear, runRecord, tradeRecord } from './run-record.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** Text that tries to leave its place in markup, scripts and terminals. */
export const hostile = `</script><script>alert(1)</script><img src=x onerror='alert("2")'>\u001b[31m`;

/** A run of 400 days with 120 trades on two markets, all made up from one seed. */
export function sampleRun(fields: Partial<RunRecord> = {}): RunRecord {
  const random = new Random('sample');
  const markets = ['demo:BTC/USDT', 'demo:ETH/USDT:USDT'];
  const reasons = ['target', 'stop', 'signal'] as const;
  const trades: TradeRecord[] = Array.from({ length: 120 }, (_, k) => {
    const entryTime = newYear + random.below(390 * 24) * hour;
    const profit = 25 * random.normal() + 4;
    return tradeRecord({
      id: `t${k}`,
      instrument: markets[k % 2] ?? '',
      strategy: k % 3 === 0 ? 'breakout' : 'ema-cross',
      side: k % 4 === 0 ? 'sell' : 'buy',
      entryTime,
      exitTime: entryTime + (1 + random.below(100)) * hour,
      profit: profit.toFixed(2),
      exitReason: reasons[k % 3] ?? 'signal',
      label: k % 5 === 0 ? 'pullback' : undefined,
      risk: '20',
    });
  });
  let value = 10_000;
  const dailyEquity: (readonly [number, number])[] = [[newYear, value]];
  for (let k = 0; k < 400; k++) {
    const ended = trades.filter((trade) => Math.floor((trade.exitTime - newYear) / day) === k);
    value += ended.reduce((total, trade) => total + Number(trade.profit), 0);
    dailyEquity.push([newYear + (k + 1) * day, value]);
  }
  return runRecord({
    endTime: newYear + 400 * day,
    trades,
    dailyEquity,
    equity: dailyEquity,
    markets: markets.map((instrument) => ({ instrument, first: 100, last: 120 })),
    paths: { 'demo:BTC/USDT': 'next-event', 'demo:ETH/USDT:USDT': 'span' },
    warnings: [],
    denials: { 'max open trades': 7 },
    fees: '24.00',
    turnover: '12000',
    speed: { ticks: 1_000_000, bars: 9600, seconds: 0.5, ticksPerSecond: 2_000_000 },
    ...fields,
  });
}
