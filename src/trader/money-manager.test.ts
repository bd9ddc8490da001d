import { describe, expect, it } from 'vitest';
import { rawOrder } from '../../test/support/raw-order.ts';
import { anInstrument } from '../../test/support/tick-run.ts';
import { Bus } from '../bus/bus.ts';
import { SimulatedClock } from '../bus/clock.ts';
import type { DeniedEvent } from '../market/event.ts';
import { money } from '../market/money.ts';
import { Order } from '../market/order-fold.ts';
import { orderRequest, type RawOrder, type SizedOrder } from '../market/order.ts';
import { MoneyManager } from './money-manager.ts';
import { dayCaps, riskLimits } from './risk/index.ts';
import { type DayCap, type RiskLimit, RiskState } from './risk/risk.ts';
import { percentSizing, quoteSizing, riskSizing, type Sizing, unitSizing } from './sizing/index.ts';

interface Options {
  readonly sizing?: Sizing;
  readonly limits?: readonly RiskLimit[];
  readonly dayCaps?: readonly DayCap[];
  readonly equity?: number;
  readonly available?: number;
  readonly leverage?: number;
  readonly takesFractions?: boolean;
  readonly bid?: number;
  readonly ask?: number;
  readonly reduceOnly?: boolean;
}

/** Steps of 0.5 and lots of 0.1: a tick and a lot are worth 0.05. */
function manager(options: Options = {}): {
  ask: (order: Partial<RawOrder>) => SizedOrder | DeniedEvent;
  /** Cancels, changes, refusals and words for people, in order. */
  said: string[];
  bus: Bus;
  state: RiskState;
  clock: SimulatedClock;
  manager: MoneyManager;
  /** Makes the account worth this much, and looks at the loss of the day. */
  worth: (equity: number) => void;
  move: (orderId: string, limit: number, plannedStop?: number) => void;
} {
  const bus = new Bus();
  const clock = new SimulatedClock(0);
  const instrument = anInstrument('test:A/USD', { tickSize: '0.5', lotSize: '0.1' });
  const { equity = 10_000, leverage = 1, bid = 199, ask = 200, reduceOnly = true } = options;
  const funds = { equity: money(equity) };
  const account = { equity: () => funds.equity, available: () => money(options.available ?? equity), leverage };
  const state = new RiskState(account.equity, options.dayCaps ?? []);
  state.beginDay();
  const orders = new Map<string, Order>();
  const manager = new MoneyManager({
    bus,
    clock,
    stateOf: () => state,
    orders,
    sizing: options.sizing ?? unitSizing(1),
    limits: options.limits ?? [],
    takesFractions: options.takesFractions ?? true,
    marketOf: () => ({ instrument, tickLotValue: 0.05, bid, ask, account, takerFee: 0.001, reduceOnly }),
  });
  const answers: (SizedOrder | DeniedEvent)[] = [];
  const said: string[] = [];
  bus.tap((event) => {
    if (event.kind === 'cancel') said.push(`cancel ${event.orderId} ${event.reason}`);
    if (event.kind === 'amend') said.push(`amend ${event.orderId} ${JSON.stringify(event.change)}`);
    if (event.kind === 'denied') said.push(`denied ${event.orderId} ${event.tradeId} ${event.reason}`);
    if (event.kind === 'status') said.push(event.message);
  });
  bus.on('order', ({ order }) => {
    orders.set(order.id, new Order(orderRequest(order, 'c')));
    answers.push(order);
  });
  bus.on('denied', (event) => void answers.push(event));
  return {
    bus,
    said,
    state,
    clock,
    manager,
    worth: (amount) => {
      funds.equity = money(amount);
      manager.watchLoss([state]);
    },
    move: (orderId, limit, plannedStop) =>
      bus.publish({ kind: 'entry-move', orderId, change: { limit }, plannedStop, time: 0 }),
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
    ['more lots than can be counted', quoteSizing(1e18), {}, 'too-many-lots'],
    ['more lots than there are numbers', unitSizing(1e308), {}, 'too-many-lots'],
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

  it('sends the caps along with an entry that the venue sizes, and with no other', () => {
    const limits = [riskLimits.maxNotional(6000), riskLimits.maxNotional(5500), riskLimits.maxQuantity(70.05)];
    const opposed = { leaving: 0, netted: [4, 3] };
    const { ask } = manager({ limits });
    expect(ask({ fraction: 0.5, opposed })).toMatchObject({ cap: { netted: 7, lots: 700, notional: 5500 } });
    expect(ask({ lots: 5 })).toMatchObject({ cap: undefined });
    expect(manager().ask({ fraction: 0.5 })).toMatchObject({ cap: undefined });
    const wide = manager({ limits: [riskLimits.maxQuantity(1e20)] }).ask({ fraction: 0.5 });
    expect(wide).toMatchObject({ cap: undefined });
    const whole = manager({ limits: [riskLimits.maxQuantity(70)], takesFractions: false }).ask({ fraction: 0.5 });
    expect(whole).toMatchObject({ cap: undefined });
  });

  it('lets exits pass as they are', () => {
    const { ask } = manager({ limits: [riskLimits.maxNotional(1), riskLimits.maxOrdersPerMinute(1)] });
    for (const purpose of ['exit', 'stop', 'target'] as const)
      expect(ask({ purpose, lots: 700 })).toMatchObject({ lots: 700 });
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
    expect(ask({ group: 'straddle' })).toMatchObject({ reason: 'max-open-trades (each of a group counts)' });
    state.tradeEnded(1);
    expect(ask({})).toMatchObject({ reason: 'max-open-trades-per-market' });
    expect(ask({ market: 1 })).toMatchObject({ lots: 10 });
    state.tradeEnded(0);
    expect(ask({})).toMatchObject({ lots: 10 });
  });

  it('count orders of any minute of market time; refused ones do not count', () => {
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

  it('count exits and protections as orders of the minute, and refuse none of them (I9)', () => {
    const { ask, state } = manager({ limits: [riskLimits.maxOrdersPerMinute(3)] });
    for (const purpose of ['exit', 'stop', 'target'] as const)
      expect(ask({ purpose, lots: 1 })).toHaveProperty('lots', 1);
    expect(state.sentLastMinute(0)).toBe(3);
    expect(ask({})).toMatchObject({ reason: 'max-orders-per-minute' });
    expect(ask({ purpose: 'stop', lots: 1 })).toMatchObject({ lots: 1 });
  });

  it('are asked in their order: the first that refuses gives the reason', () => {
    const limits = [riskLimits.maxQuantity(1), riskLimits.maxNotional(1)];
    expect(manager({ limits }).ask({ lots: 50 })).toMatchObject({ reason: 'max-quantity' });
    expect(manager({ limits: limits.toReversed() }).ask({ lots: 50 })).toMatchObject({ reason: 'max-notional' });
  });
});

describe('caps on the loss of a day', () => {
  it('count what is lost since its start, realised or not, and stop entries until it ends', () => {
    const { ask, worth, state } = manager({ equity: 1000, dayCaps: [dayCaps.maxDailyLoss(100)] });
    worth(900.01);
    expect(ask({})).toMatchObject({ lots: 10 });
    worth(900);
    expect(ask({ id: 'a' })).toMatchObject({ reason: 'daily-loss' });
    worth(2000);
    expect(ask({ id: 'b' })).toMatchObject({ reason: 'daily-loss' });
    state.beginDay();
    expect(ask({ id: 'c' })).toMatchObject({ lots: 10 });
    worth(1900);
    expect(ask({ id: 'd' })).toMatchObject({ reason: 'daily-loss' });
  });

  it('are looked at before an entry, not only when something was booked', () => {
    const { ask, worth } = manager({ equity: 1000, dayCaps: [dayCaps.maxDailyLossPercent(10)] });
    worth(900.000001);
    expect(ask({})).toMatchObject({ lots: 10 });
    const later = manager({ equity: 1000, dayCaps: [dayCaps.maxDailyLossPercent(10)] });
    later.worth(899);
    expect(later.ask({})).toMatchObject({ reason: 'daily-loss' });
  });

  it('take entries back that wait, once; exits and protections stay', () => {
    const { ask, worth, said, bus } = manager({ equity: 1000, dayCaps: [dayCaps.maxDailyLoss(100)] });
    ask({ id: 'e1', type: 'limit', limit: 100 });
    ask({ id: 'e2' });
    ask({ id: 's', purpose: 'stop', lots: 3 });
    ask({ id: 'x', purpose: 'exit', lots: 3 });
    worth(890);
    worth(880);
    expect(said).toEqual([
      'cancel e1 daily-loss',
      'cancel e2 daily-loss',
      'the day has lost what it may: no new trades before 00:00 UTC; 2 waiting entries taken back',
    ]);
    bus.publish({ kind: 'account', account: 'a', market: 0, time: 1, change: 'funding', amount: 0n, price: 1 });
    expect(said).toHaveLength(3);
    expect(ask({ id: 's2', purpose: 'stop', lots: 3 })).toMatchObject({ lots: 3 });
  });

  it('let an entry pass that only takes trades off', () => {
    const { ask, worth } = manager({ equity: 1000, dayCaps: [dayCaps.maxDailyLoss(100)] });
    worth(890);
    expect(ask({ lots: 5, opposed: { leaving: 0, netted: [5] } })).toMatchObject({ lots: 5 });
    expect(ask({ lots: 6, opposed: { leaving: 0, netted: [5] } })).toMatchObject({ reason: 'daily-loss' });
  });
});

describe('an entry that nets open trades', () => {
  const limits = [riskLimits.maxOpenTrades(1), riskLimits.maxOpenTradesPerMarket(1), riskLimits.maxNotional(100)];

  it.each<[string, number, readonly number[], number, string | undefined]>([
    ['less than there is', 4, [5], 1, undefined],
    ['all there is', 7, [5, 2], 2, undefined],
    ['one and a part of the next', 6, [5, 2], 2, undefined],
    ['all, and opens one in its place', 8, [5, 2], 2, undefined],
    ['far more than a cap allows, but less than there is', 50, [99], 1, undefined],
    ['all, and opens more than a cap allows', 11, [5, 2], 2, 'max-notional'],
    ['one, and another stays', 8, [5], 2, 'max-open-trades'],
  ])('%s', (_name, lots, netted, open, reason) => {
    const { ask, state } = manager({ limits });
    for (let k = 0; k < open; k++) state.tradeBegan(0);
    // The one that asks is counted.
    state.tradeBegan(0);
    const answer = ask({ lots, opposed: { leaving: 0, netted } });
    expect(answer).toMatchObject(reason === undefined ? { lots } : { reason });
    expect(answer).not.toHaveProperty('opposed');
  });

  it('may open a trade where no cap says no, should there be nothing to net when it fills, else only net', () => {
    const { ask, state } = manager({ limits });
    state.tradeBegan(0);
    state.tradeBegan(0);
    const netting = { lots: 5, type: 'limit', limit: 200, opposed: { leaving: 0, netted: [5] } } as const;
    expect(ask(netting)).toMatchObject({ lots: 5, reduceOnly: false });
    // A second one of the kind would be one trade too many.
    state.tradeBegan(0);
    expect(ask(netting)).toMatchObject({ lots: 5, reduceOnly: true });
    const large = { ...netting, lots: 50, opposed: { leaving: 0, netted: [99] } };
    expect(manager({ limits }).ask(large)).toMatchObject({ lots: 50, reduceOnly: true });
  });

  it('is held by the caps where it waits on a market of several strategies', () => {
    const { ask } = manager({ limits, reduceOnly: false });
    const large = { lots: 50, opposed: { leaving: 0, netted: [99] } };
    expect(ask({ ...large, type: 'limit', limit: 200 })).toMatchObject({ reason: 'max-notional' });
    expect(ask(large)).toMatchObject({ lots: 50, reduceOnly: false });
  });

  it('is moved past the caps where it may only net', () => {
    const { ask, move, said } = manager({ limits });
    const large = { id: 'e', lots: 50, opposed: { leaving: 0, netted: [99] } };
    ask({ ...large, type: 'limit', limit: 200 });
    move('e', 210);
    expect(said).toEqual(['amend e {"limit":210}']);
  });
});

describe('an entry by a fraction', () => {
  it('counts with the funds that leaving trades will have freed', () => {
    // 100 are free, 50 lots of 10 are on their way out: 600 × 0.99 / 10.01.
    const reversal = { side: 'sell', fraction: 0.99, opposed: { leaving: 50, netted: [] } } as const;
    const { ask } = manager({ available: 100, bid: 200, limits: [riskLimits.maxNotional(500)] });
    expect(ask({ side: 'sell', fraction: 0.99 })).toMatchObject({ lots: 9 });
    expect(ask(reversal)).toMatchObject({ reason: 'max-notional' });
    const wide = manager({ available: 100, bid: 200, limits: [riskLimits.maxNotional(600)] });
    expect(wide.ask(reversal)).toMatchObject({ lots: 59, fraction: 0.99 });
  });
});

describe('a new price for an entry that waits', () => {
  const wait = { id: 'e', type: 'limit', limit: 100, lots: 10 } as const;

  it('goes to the desk where a new entry of that price would', () => {
    const { ask, move, said, state } = manager({ limits: [riskLimits.maxNotional(100)] });
    ask(wait);
    move('e', 200, 190);
    expect(said).toEqual(['amend e {"limit":200}']);
    expect(state.sentLastMinute(0)).toBe(2);
  });

  it.each<[string, Options, number, number | undefined, string]>([
    ['the notional', { limits: [riskLimits.maxNotional(100)] }, 201, undefined, 'max-notional'],
    ['orders a minute', { limits: [riskLimits.maxOrdersPerMinute(1)] }, 101, undefined, 'max-orders-per-minute'],
    ['a stop that is passed', {}, 90, 95, 'stop-on-wrong-side'],
  ])('is refused by %s, and the order stays as it was', (_name, options, price, stop, reason) => {
    const { ask, move, said } = manager(options);
    ask(wait);
    move('e', price, stop);
    expect(said).toEqual([`denied undefined t ${reason}`]);
  });

  it('is refused once the day has lost what it may', () => {
    const { ask, worth, move, said } = manager({ equity: 1000, dayCaps: [dayCaps.maxDailyLoss(100)] });
    ask(wait);
    worth(900);
    move('e', 101);
    expect(said.at(-1)).toBe('denied undefined t daily-loss');
  });

  it('sizes a fraction of the account again', () => {
    // Half of 10 000 is 49.9 units at 200 ticks and 50.4 at 198.
    const { ask, move, said } = manager({ limits: [riskLimits.maxQuantity(50)] });
    ask({ id: 'e', type: 'limit', limit: 200, fraction: 0.5 });
    move('e', 198);
    expect(said).toEqual(['denied undefined t max-quantity']);
  });

  it('does not count the trade a second time', () => {
    const limits = [riskLimits.maxOpenTrades(1), riskLimits.maxOpenTradesPerMarket(1)];
    const { ask, move, said, state } = manager({ limits });
    state.tradeBegan(0);
    ask(wait);
    state.tradeBegan(0);
    move('e', 101);
    expect(said).toEqual(['amend e {"limit":101}']);
  });

  it('of an order that is gone goes nowhere', () => {
    const { move, said } = manager();
    move('e', 101);
    expect(said).toEqual([]);
  });
});
