import { expect, it } from 'vitest';
import { strategyContract } from '../../../../test/contract/strategy.ts';
import { barsOf, drive } from '../../../../test/support/strategy-driver.ts';
import { rsiReversion } from './rsi-reversion.ts';

strategyContract(rsiReversion, { timeframe: '1m' }, [
  { length: 5, oversold: 20, overbought: 80, exit: 60 },
  { trend: 50, timeframe: '2m', targetPercent: 1, stopPercent: 0 },
]);

const quick = { timeframe: '1m', length: 2 };
const run = (closes: readonly number[], params: object = {}) =>
  drive(rsiReversion, { params: { ...quick, ...params }, bars: barsOf(closes) }).signals.map(({ signal }) => signal);
/** RSI 2: 0, 0, 0, then 33.3, then 73.3 …: back through 30 at the fifth close. */
const dip = [100, 99, 98, 97, 98, 100, 100];

it('waits until the RSI comes back, then leaves at its middle', () => {
  expect(run([100, 99, 98, 97, 96, 95])).toEqual([]);
  expect(run(dip).map((each) => [each.kind, each.why])).toEqual([
    ['enter', 'RSI came back up through 30: 0 to 50'],
    ['exit', expect.stringMatching(/^RSI \d+\.\d+ is back at 50$/)],
  ]);
});

it('is the same upside down', () => {
  const rise = dip.map((each) => 200 - each);
  expect(run(rise).map((each) => (each.kind === 'enter' ? each.direction : each.kind))).toEqual(['short', 'exit']);
  expect(run(rise, { direction: 'long' })).toEqual([]);
});

it('does not trade against the long average when it has one', () => {
  expect(run(dip, { trend: 4 })).toEqual([]);
  const dipInRise = [50, 60, 70, 80, 90, 100, 95, 90, 85, 84, 88, 95];
  expect(run(dipInRise, { trend: 5 })).toMatchObject([{ kind: 'enter', direction: 'long' }, { kind: 'exit' }]);
});

it('refuses an exit on the wrong side of an entry', () => {
  expect(rsiReversion.params.safeParse({ exit: 30 }).success).toBe(false);
  expect(rsiReversion.params.safeParse({ exit: 49, overbought: 51 }).success).toBe(false);
  expect(rsiReversion.params.safeParse({ exit: 60 }).success).toBe(true);
});
