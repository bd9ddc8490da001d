import { describe, expect, it } from 'vitest';
import { rawOrder } from '../../test/support/raw-order.ts';
import { anInstrument } from '../../test/support/tick-run.ts';
import { Bus } from '../bus/bus.ts';
import { SimulatedClock } from '../bus/clock.ts';
import type { DeniedEvent } from '../market/event.ts';
import { money } from '../market/money.ts';
import type { RawOrder, SizedOrder } from '../market/order.ts';
import { MoneyManager } from './money-manager.ts';
import { riskLimits } from './risk/index.ts';
import { type RiskLimit, RiskState } from './risk/risk.ts';
import { percentSizing, quoteSizing, riskSizing, type Sizing, unitSizing } from './sizing/index.ts';

interface Options {
  readonly sizing?: Sizing;
  readonly limits?: readonly RiskLimit[];
  readonly equity?: number;
  readonly available?: number;
  readonly leverage?: number;
  readonly takesFractions?: boolean;
  readonly bid?: number;
  readonly ask?: number;
}

/** Steps of 0.5 and lots of 0.1: a tick and a lot are worth 0.05. */
function manager(options: Options = {}): {
  ask: (order: Partial<RawOrder>) => SizedOrder | DeniedEvent;
  state: RiskState;
  clock: SimulatedClock;
} {
  const bus = new Bus();
  const clock = new SimulatedClock(0);
  const state = new RiskState();
  const instrument = anInstrument('test:A/USD', { tickSize: '0.5', lotSize: '0.1' });
  const { equity = 10_000, leverage = 1, bid = 199, ask = 200 } = options;
  const account = { equity: () => money(equity), available: () => money(options.available ?? equity), leverage };
  void new MoneyManager({
    bus,
    clock,
    state,
    sizing: options.sizing ?? unitSizing(1),
    limits: options.limits ?? [],
    takesFractions: options.takesFractions ?? true,
    marketOf: () => ({ instrument, tickLotValue: 0.05, bid, ask, account, takerFee: 0.001 }),
  });
  const answers: (SizedOrder | DeniedEvent)[] = [];
  bus.on('order', ({ order }) => void answers.push(order));
  bus.on('denied', (event) => void answers.push(event));
  return {
    state,
    clock,
    ask: (order) => {
      bus.publish({ kind: 'raw-order', order: rawOrder(order) });
      expect(answers).toHaveLength(1);
      return answers.pop()!;
    },
  };
}

describe('sizing', () => {
  // The market asks 200 ticks = 100; a lot costs 10.
  it.each<[string, Sizing, Partial<RawOrder>, number | string]>([
    ['units', unitSizing(2.37), {}, 23],
    ['units, at any price', unitSizing(2.37), { type: 'limit', limit: 1 }, 23],
    ['an amount of quote', quoteSizing(1005), {}, 100],
    ['an amount of quote at the limit', quoteSizing(1005), { type: 'limit', limit: 100 }, 201],
    ['an amount of quote at the trigger', quoteSizing(1005), { type: 'stop', trigger: 400 }, 50],
    ['an amount of quote, sold at the bid', quoteSizing(995), { side: 'sell' }, 100],
    ['percent of equity', percentSizing(10), {}, 100],
    ['percent of equity, more than all', percentSizing(250), {}, 2500],
    ['risk: 1 % lost at a stop of 5', riskSizing(1), { plannedStop: 190 }, 200],
    ['risk of a short', riskSizing(1), { side: 'sell', plannedStop: 209 }, 200],
    ['risk without a stop', riskSizing(1), {}, 'no-stop-to-size-by'],
    [
      'any rule, with a stop where the entry is',
      unitSizing(1),
      { type: 'limit', limit: 190, plannedStop: 190 },
      'stop-on-wrong-side',
    ],
    [
      'any rule, with a stop on the side of gain',
      unitSizing(1),
      { side: 'sell', plannedStop: 190 },
      'stop-on-wrong-side',
    ],
    ['less than a lot', quoteSizing(9.99), {}, 'below-one-lot'],
    ['the author’s own', unitSizing(1), { lots: 7 }, 7],
    ['the author’s own, nothing', unitSizing(1), { lots: 0 }, 'below-one-lot'],
  ])('by %s', (_name, sizing, order, expected) => {
    const answer = manager({ sizing }).ask(order);
    expect('reason' in answer ? answer.reason : answer.lots).toBe(expected);
  });

  it('does not open trades without equity or without a price', () => {
    expect(manager({ sizing: percentSizing(10), equity: -1 }).ask({})).toMatchObject({ reason: 'no-equity' });
    expect(manager({ ask: NaN }).ask({})).toMatchObject({ reason: 'no-price' });
  });

  it('leaves a fraction to a venue that sizes it when it fills, and sizes it itself for others', () => {
    expect(manager().ask({ fraction: 0.5 })).toMatchObject({ fraction: 0.5, lots: 499 });
    expect(manager({ takesFractions: false, leverage: 2 }).ask({ fraction: 0.5 })).toMatchObject({
      fraction: undefined,
      lots: 999,
    });
  });

  it('lets exits pass as they are', () => {
    const limits = [riskLimits.maxNotional(1), riskLimits.maxOrdersPerMinute(1)];
    const { ask, state } = manager({ limits });
    for (const purpose of ['exit', 'stop', 'target'] as const)
      expect(ask({ purpose, lots: 700 })).toMatchObject({ lots: 700 });
    expect(state.sentLastMinute(0)).toBe(0);
  });

  it('says who was denied what, and why', () => {
    const answer = manager().ask({ lots: 0, id: 't-e1', tradeId: 't' });
    expect(answer).toMatchObject({
      kind: 'denied',
      stage: 'money',
      orderId: 't-e1',
      tradeId: 't',
      traderId: 'x',
      purpose: 'entry',
      lots: 0,
    });
  });
});

describe('caps', () => {
  it.each<[string, RiskLimit, Partial<RawOrder>, string | undefined]>([
    ['max-notional, just so', riskLimits.maxNotional(1000), { lots: 100 }, undefined],
    ['max-notional', riskLimits.maxNotional(1000), { lots: 101 }, 'max-notional'],
    ['max-quantity, just so', riskLimits.maxQuantity(10), { lots: 100 }, undefined],
    ['max-quantity', riskLimits.maxQuantity(10), { lots: 101 }, 'max-quantity'],
  ])('%s', (_name, limit, order, reason) => {
    expect(manager({ limits: [limit] }).ask(order)).toMatchObject(reason === undefined ? { lots: 100 } : { reason });
  });

  it('count trades in all and by market, the one that asks included', () => {
    const { ask, state } = manager({ limits: [riskLimits.maxOpenTrades(2), riskLimits.maxOpenTradesPerMarket(1)] });
    state.tradeBegan(1);
    state.tradeBegan(0);
    expect(ask({})).toMatchObject({ lots: 10 });
    state.tradeBegan(0);
    expect(ask({})).toMatchObject({ reason: 'max-open-trades' });
    state.tradeEnded(1);
    expect(ask({})).toMatchObject({ reason: 'max-open-trades-per-market' });
    expect(ask({ market: 1 })).toMatchObject({ lots: 10 });
    state.tradeEnded(0);
    expect(ask({})).toMatchObject({ lots: 10 });
  });

  it('count entries of any minute of market time; refused ones do not count', () => {
    const { ask, clock } = manager({ limits: [riskLimits.maxOrdersPerMinute(2)] });
    const at = (time: number): SizedOrder | DeniedEvent => {
      clock.advanceTo(time);
      return ask({});
    };
    expect([at(0), at(30_000)]).toMatchObject([{ lots: 10 }, { lots: 10 }]);
    expect(at(59_999)).toMatchObject({ reason: 'max-orders-per-minute' });
    expect(at(60_000)).toMatchObject({ lots: 10 });
    expect(at(60_001)).toMatchObject({ reason: 'max-orders-per-minute' });
    expect(at(90_000)).toMatchObject({ lots: 10 });
  });

  const day = 86_400_000;

  it('stop entries for the rest of a UTC day that has lost so much', () => {
    const { ask, state, clock } = manager({ limits: [riskLimits.maxDailyLoss(100)] });
    clock.advanceTo(day + 5);
    state.realised(day + 5, -60);
    state.realised(day + 6, -39);
    expect(ask({})).toMatchObject({ lots: 10 });
    state.realised(day + 7, -1);
    expect(ask({})).toMatchObject({ reason: 'daily-loss' });
    state.realised(day + 8, 1);
    expect(ask({})).toMatchObject({ lots: 10 });
    state.realised(day + 9, -500);
    clock.advanceTo(2 * day - 1);
    expect(ask({})).toMatchObject({ reason: 'daily-loss' });
    clock.advanceTo(2 * day);
    expect(ask({})).toMatchObject({ lots: 10 });
  });

  it('measure a loss in percent by the equity at the start of the day', () => {
    const { ask, state } = manager({ equity: 500, limits: [riskLimits.maxDailyLossPercent(10)] });
    state.dayEquity = 1000;
    state.realised(0, -99);
    expect(ask({})).toMatchObject({ lots: 10 });
    state.realised(0, -1);
    expect(ask({})).toMatchObject({ reason: 'daily-loss' });
  });

  it('are asked in their order: the first that refuses gives the reason', () => {
    const limits = [riskLimits.maxQuantity(1), riskLimits.maxNotional(1)];
    expect(manager({ limits }).ask({ lots: 50 })).toMatchObject({ reason: 'max-quantity' });
    expect(manager({ limits: limits.toReversed() }).ask({ lots: 50 })).toMatchObject({ reason: 'max-notional' });
  });
});
