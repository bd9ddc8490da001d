import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VenueRig } from '../../../test/support/venue-rig.ts';
import { money, moneyToText } from '../../market/money.ts';
import type { PaperMarket } from './account.ts';
import type { MarginAccount } from './margin-account.ts';

interface Booking {
  readonly market: number;
  readonly isBuy: boolean;
  readonly lots: number;
  readonly ticks: number;
  readonly fee: bigint;
}

const booking = fc.record({
  market: fc.integer({ min: 0, max: 2 }),
  isBuy: fc.boolean(),
  lots: fc.integer({ min: 1, max: 1000 }),
  ticks: fc.integer({ min: 1, max: 100_000 }),
  fee: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n }),
});

function rigOf(options: { balance?: number; leverage?: number; maintenance?: number } = {}): VenueRig {
  return new VenueRig({
    ...options,
    specs: [{ tickSize: '0.25' }, { tickSize: '0.01', lotSize: '0.001' }, { contractSize: '100' }],
  });
}

function book(rig: VenueRig, each: Booking): PaperMarket {
  const market = rig.markets[each.market]!;
  rig.account.book(market, each);
  market.bid = each.ticks;
  market.ask = each.ticks + 1;
  return market;
}

/** Value of one tick and lot in money units. */
const unit = [10n ** 12n / 4n, 10n ** 12n / 100_000n, 100n * 10n ** 12n];

describe('margin account', () => {
  it('takes another leverage, unless its positions need more margin then than it has', () => {
    const rig = rigOf({ balance: 1000, leverage: 10 });
    book(rig, { market: 0, isBuy: true, lots: 20, ticks: 1000, fee: 0n });
    expect(moneyToText(rig.account.available())).toBe('500');
    const { account } = rig;
    if (!('maintenance' in account)) throw new Error('expected a margin account');
    expect(account.setLeverage(20)).toBeUndefined();
    expect(moneyToText(account.available())).toBe('750');
    expect(account.setLeverage(4)).toBe('the open positions need more margin at 4× than the account has');
    expect([account.leverage, moneyToText(account.available())]).toEqual([20, '750']);
  });

  it('is worth its cash and its positions at what they would be closed at, exactly, after any fills', () => {
    fc.assert(
      fc.property(fc.array(booking, { maxLength: 30 }), (bookings) => {
        const rig = rigOf();
        for (const each of bookings) book(rig, each);
        let expected = money(1_000_000);
        const held = [0n, 0n, 0n];
        for (const { market, isBuy, lots, ticks, fee } of bookings) {
          const signed = BigInt(isBuy ? lots : -lots);
          expected -= signed * BigInt(ticks) * unit[market]! + fee;
          held[market]! += signed;
        }
        rig.markets.forEach((market, index) => {
          expect(BigInt(market.lots)).toBe(held[index]);
          if (market.lots === 0) return;
          const mark = market.lots > 0 ? market.bid : market.ask;
          expected += held[index]! * BigInt(mark) * unit[index]!;
        });
        expect(rig.equity).toBe(expected);
      }),
    );
  });

  it.each([
    ['no leverage', 1, 10, undefined],
    ['no leverage, one lot too many', 1, 11, 'insufficient-margin'],
    ['leverage', 5, 50, undefined],
    ['leverage, one lot too many', 5, 51, 'insufficient-margin'],
  ])('lets a position be as large as the funds: %s', (_name, leverage, lots, refusal) => {
    const rig = new VenueRig({ balance: 1000, leverage }).tick(1, 100);
    rig.send({ lots });
    rig.tick(2, 100);
    expect(rig.heard()).toEqual([refusal === undefined ? `2 a fill ${lots} @ 100 taker` : `2 a canceled ${refusal}`]);
  });

  it('counts the fee of an entry against its funds', () => {
    const rig = new VenueRig({ balance: 1000, specs: [{ takerFee: 0.001 }] }).tick(1, 100);
    rig.send({ lots: 10 });
    rig.send({ lots: 9 });
    rig.tick(2, 100);
    expect(rig.heard()).toEqual(['2 a canceled insufficient-margin', '2 b fill 9 @ 100 taker 0.9']);
    expect(rig.cash).toBe('99.1');
  });

  it('frees the margin of what a reversal closes', () => {
    const rig = new VenueRig({ balance: 1000 }).tick(1, 100);
    rig.send({ lots: 10 });
    rig.tick(2, 100);
    rig.send({ side: 'sell', lots: 20 });
    rig.send({ side: 'sell', lots: 11 });
    rig.tick(3, 100);
    expect(rig.heard()).toEqual([
      '2 a fill 10 @ 100 taker',
      '3 b fill 20 @ 100 taker',
      '3 c canceled insufficient-margin',
    ]);
    expect(rig.markets[0]!.lots).toBe(-10);
  });

  it('has available what no position uses, at present prices', () => {
    const rig = new VenueRig({ balance: 1000, leverage: 10, specs: [{}, {}] }).tick(1, 100).tick(1, 50, 52, 0, 1);
    rig.send({ lots: 20 });
    rig.send({ side: 'sell', lots: 40, market: 1 });
    rig.tick(2, 100).tick(2, 50, 52, 0, 1).tick(3, 110, 112);
    const account = rig.account as MarginAccount;
    // 1000 + 20 × 10 − 40 × 2; margin (2200 + 2080) / 10
    expect(moneyToText(account.equity())).toBe('1120');
    expect(moneyToText(account.used())).toBe('428');
    expect(moneyToText(account.available())).toBe('692');
    rig.tick(4, 60);
    expect(moneyToText(account.available())).toBe('0');
  });

  it('never refuses what takes a trade off', () => {
    const rig = new VenueRig({ balance: 1000 }).tick(1, 100);
    rig.send({ lots: 10 });
    rig.tick(2, 100);
    rig.send({ side: 'sell', purpose: 'exit', lots: 30 });
    rig.tick(3, 100);
    expect(rig.heard()).toEqual(['2 a fill 10 @ 100 taker', '3 b fill 30 @ 100 taker']);
  });

  it.each([
    ['limit', { type: 'limit', limit: 90, lots: 12 }, '1 a rejected insufficient-margin'],
    ['stop', { type: 'stop', trigger: 110, lots: 10 }, '1 a rejected insufficient-margin'],
  ] as const)('refuses a %s entry that it could never pay for', (_name, order, said) => {
    const rig = new VenueRig({ balance: 1000 }).tick(1, 100);
    rig.send(order);
    expect(rig.heard()).toEqual([said]);
  });
});

describe('liquidation', () => {
  const positions = fc.array(
    fc.record({
      isBuy: fc.boolean(),
      lots: fc.integer({ min: 1, max: 50 }),
      ticks: fc.integer({ min: 200, max: 5000 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const account = fc.record({
    balance: fc.integer({ min: 500, max: 200_000 }),
    leverage: fc.constantFrom(1, 2, 10, 50),
    maintenance: fc.constantFrom(0, 0.3, 0.5, 1),
  });

  function held(
    markets: readonly { isBuy: boolean; lots: number; ticks: number }[],
    options: { balance: number; leverage: number; maintenance: number },
  ): VenueRig {
    const rig = new VenueRig({ ...options, specs: markets.map(() => ({})) });
    markets.forEach((each, market) => book(rig, { ...each, market, fee: 0n }));
    return rig;
  }

  /** equity < maintenance × Σ |value| / leverage, in whole numbers. */
  function isDue(rig: VenueRig, { leverage, maintenance }: { leverage: number; maintenance: number }): boolean {
    const values = rig.markets.map((market) => market.value);
    const exposed = values.reduce((sum, value) => sum + (value < 0n ? -value : value), 0n);
    return rig.equity * BigInt(leverage) * 10n < exposed * BigInt(maintenance * 10);
  }

  it('is due exactly when the equity is less than what the positions require', () => {
    fc.assert(
      fc.property(positions, account, (markets, options) => {
        const rig = held(markets, options);
        expect(rig.account.isExhausted()).toBe(isDue(rig, options));
      }),
    );
  });

  it('is due from the liquidation price on and not one tick before, long and short, others at their marks', () => {
    fc.assert(
      fc.property(positions, account, (markets, options) => {
        const rig = held(markets, options);
        const market = rig.markets[0]!;
        const price = rig.account.liquidationPrice(market);
        const at = (ticks: number): boolean => {
          market.bid = ticks;
          market.ask = ticks;
          return isDue(rig, options);
        };
        if (Number.isNaN(price)) expect(at(1)).toBe(false);
        else {
          expect(at(price)).toBe(true);
          if (market.lots > 0 && options.leverage > options.maintenance) expect(at(price + 1)).toBe(false);
          else if (market.lots < 0 && price > 1) expect(at(price - 1)).toBe(false);
        }
      }),
    );
  });

  it('cannot be due while every market stays on its side of its alarm', () => {
    const moves = fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(positions, account, moves, (markets, options, steps) => {
        const rig = held(markets, options);
        rig.account.setAlarms(undefined);
        for (const step of steps) {
          rig.markets.forEach((market, index) => {
            // Anywhere between the present price and the last one before the alarm.
            const { alarm } = market;
            const start = market.mark;
            const far = market.lots > 0 ? Math.max(1, alarm + 1) : Math.min(alarm - 1, start * 10);
            const isBeyond = market.lots > 0 ? start <= alarm : start >= alarm;
            const to = isBeyond ? start : Math.round(start + (far - start) * step[index]!);
            market.bid = to;
            market.ask = to;
          });
          const isReached = rig.markets.some((market) =>
            market.lots > 0 ? market.bid <= market.alarm : market.ask >= market.alarm,
          );
          if (!isReached) expect(rig.account.isExhausted()).toBe(false);
          // Alarms that are set anew on the way hold as well, those that stay included.
          rig.account.setAlarms(step[0]! < 0.5 ? rig.markets[0] : undefined);
        }
      }),
    );
  });

  it('sounds every alarm at once where it is due already', () => {
    const rig = held(
      [
        { isBuy: true, lots: 50, ticks: 1000 },
        { isBuy: false, lots: 1, ticks: 1000 },
      ],
      { balance: 100, leverage: 50, maintenance: 1 },
    );
    expect(rig.account.isExhausted()).toBe(true);
    rig.account.setAlarms(undefined);
    expect(rig.markets.map((market) => market.alarm)).toEqual([Infinity, -Infinity]);
  });

  it('never comes to a long position without leverage', () => {
    const rig = held([{ isBuy: true, lots: 10, ticks: 100 }], { balance: 1000, leverage: 1, maintenance: 0.5 });
    expect(rig.account.liquidationPrice(rig.markets[0]!)).toBeNaN();
  });
});
