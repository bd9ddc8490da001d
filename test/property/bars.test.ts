import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { moneyToText } from '../../src/market/money.ts';
import { runHash } from '../../src/system/backtest/run-hash.ts';
import { fillRecords, orderRecord } from '../../src/system/backtest/run-record.ts';
import type { Session } from '../../src/system/session/session.ts';
import type { PaperModel } from '../../src/trader/paper/model.ts';
import { Random } from '../../src/util/random.ts';
import { randomStrategy } from '../support/random-strategy.ts';
import { type BarValues, runBars } from '../support/run.ts';

const seeds = Array.from({ length: 40 }, (_, k) => `bars-${k}`);

/** Bars that jump now and then, some without any movement. */
function randomBars(random: Random, count: number): BarValues[] {
  const bars: BarValues[] = [];
  let price = 1000;
  for (let k = 0; k < count; k++) {
    const gap = random.next() < 0.1 ? Math.round(random.normal() * 20) : 0;
    const open = Math.max(100, price + gap);
    const close = random.next() < 0.1 ? open : Math.max(100, Math.round(open + random.normal() * 8));
    const shadow = (): number => (random.next() < 0.3 ? 0 : Math.round(Math.abs(random.normal()) * 6));
    const high = Math.max(open, close) + shadow();
    const low = Math.max(50, Math.min(open, close) - shadow());
    bars.push([1_700_000_040_000 + k * 60_000, open, high, low, close, random.below(50)]);
    price = close;
  }
  return bars;
}

/** Runs a random strategy on random bars, both made from the seed. */
function run(seed: string, model: Partial<PaperModel>): { session: Session; log: string[] } {
  const random = new Random(seed);
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const log: string[] = [];
  const holds = random.next() < 0.2;
  const { session } = runBars({
    bars: randomBars(random, 400),
    timeframe: '1m',
    strategy: randomStrategy({
      timeframes: pick([['1m'], ['1m', '5m'], ['5m']]),
      timer: pick([0, 90_000]),
      step: 1,
      activity: pick([0.1, 0.4]),
      care: holds ? 0 : pick([0, 0.8]),
      holds,
      onTick: 'none',
      log,
    }),
    tickSize: '1',
    cash: pick([20_000, 1_000_000]),
    fee: 0.0005,
    leverage: holds ? 20 : pick([1, 3]),
    defaults: { opposite: holds ? 'hedge' : pick(['close', 'reduce', 'ignore', 'hedge'] as const) },
    model: {
      latency: pick([
        { order: 0, jitter: 0, cancel: 0 },
        { order: 70_000, jitter: 0, cancel: 1000 },
      ]),
      participation: pick([0, 0, 0.5]),
      limitFill: pick(['touch', 'through'] as const),
      bars: { fill: pick(['gap', 'level'] as const), market: pick(['open', 'close'] as const) },
      ...model,
    },
  });
  return { session, log };
}

describe('a random run on bars', () => {
  it('is the same whether bars that touch nothing are left out or looked at', () => {
    let fills = 0;
    for (const seed of seeds) {
      const plain = run(seed, {});
      // A spread too small to move any price: every bar is looked at where there is a spread.
      const whole = run(seed, { spread: { ticks: 0, percent: 1e-9 } });
      expect(plain.log, seed).toEqual(whole.log);
      expect(runHash(plain.session), seed).toBe(runHash(whole.session));
      fills += plain.session.fills.length;
    }
    expect(fills).toBeGreaterThan(1000);
  });

  it('has a hash of all there is in its orders, its fills and its balances', () => {
    for (const seed of seeds.slice(0, 5)) {
      const { session } = run(seed, {});
      const hash = createHash('sha256');
      const add = (record: object): unknown => hash.update(`${Object.values(record).join('|')}\n`);
      for (const order of session.desk.orders.values()) add(orderRecord(session, order));
      for (const { id, orderId, quantity, price, fee, time } of fillRecords(session))
        add({ id, orderId, quantity, price, fee, time });
      for (const { name, balances } of session.accounts.map((each) => ({
        name: each.name,
        balances: each.balances(),
      }))) {
        for (const [asset, amount] of balances) add([name, asset, moneyToText(amount)]);
      }
      expect(runHash(session)).toBe(hash.digest('hex'));
    }
  });
});
