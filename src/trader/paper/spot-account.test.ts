import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VenueRig } from '../../../test/support/venue-rig.ts';
import { moneyToText } from '../../market/money.ts';
import type { OrderRequest } from '../../market/order.ts';
import type { PaperModel } from './model.ts';
import { SpotAccount } from './spot-account.ts';

interface SpotOptions {
  readonly balance?: number;
  readonly base?: string;
  readonly model?: Partial<PaperModel>;
  readonly takerFee?: number;
}

function spot(options: SpotOptions = {}): { rig: VenueRig; account: SpotAccount; state: () => string } {
  const { balance = 1000, base, model = {}, takerFee = 0 } = options;
  const assets = base === undefined ? {} : { A: base };
  const account = new SpotAccount({ name: 'spot', currency: 'USD', balance, assets });
  const rig = new VenueRig({ account, model, specs: [{ lotSize: '0.1', takerFee, makerFee: takerFee }] });
  account.adopt(rig.markets[0]!);
  const show = (asset: string): string => {
    const [, total] = account.balances().find(([name]) => name === asset) ?? [asset, 0n];
    expect(account.free(asset) + account.locked(asset)).toBe(total);
    return `${moneyToText(account.free(asset))}+${moneyToText(account.locked(asset))}`;
  };
  return { rig: rig.tick(1, 100), account, state: () => `USD ${show('USD')} A ${show('A')}` };
}

const sell = { side: 'sell', purpose: 'exit' } as const;

describe('spot account', () => {
  it('has no leverage to set', () => {
    expect(spot().account.setLeverage()).toBe('a spot account has no leverage');
  });

  it('buys into the base asset, pays the fee in the quote asset', () => {
    const { rig, state } = spot({ takerFee: 0.001 });
    rig.send({ lots: 50 });
    rig.tick(2, 100);
    expect(state()).toBe('USD 499.5+0 A 5+0');
    rig.send({ ...sell, lots: 50 });
    rig.tick(3, 110);
    expect(state()).toBe('USD 1048.95+0 A 0+0');
  });

  it('refuses a move of an entry that the funds do not reach to, and keeps the order and its lock', () => {
    const { rig, state } = spot({ base: '0' });
    const order = rig.send({ type: 'limit', limit: 80, lots: 50 });
    const before = state();
    rig.venue.amend(order, { limit: 99_999 });
    expect(rig.heard()).toEqual([expect.stringContaining('refused')]);
    expect(state()).toBe(before);
    rig.tick(2, 70);
    expect(rig.heard()).toEqual(['2 a fill 50 @ 70 maker']);
  });

  it('sells only what it holds', () => {
    const { rig, state } = spot({ base: '1' });
    rig.send({ side: 'sell', lots: 11 });
    rig.send({ side: 'sell', type: 'limit', limit: 110, lots: 11 });
    rig.send({ side: 'sell', lots: 10 });
    rig.tick(2, 100);
    expect(rig.heard()).toEqual([
      '1 b rejected insufficient-funds',
      '2 a canceled insufficient-funds',
      '2 c fill 10 @ 100 taker',
    ]);
    expect(state()).toBe('USD 1100+0 A 0+0');
  });

  it('locks what a resting order needs, fee included, until it fills or goes', () => {
    const { rig, state } = spot({ takerFee: 0.01 });
    const first = rig.send({ type: 'limit', limit: 90, lots: 50 });
    rig.send({ type: 'limit', limit: 80, lots: 50 });
    expect(state()).toBe('USD 141.5+858.5 A 0+0');
    rig.send({ type: 'limit', limit: 70, lots: 50 });
    rig.venue.cancel(first, 'user');
    expect(state()).toBe('USD 596+404 A 0+0');
    rig.tick(2, 80);
    expect(state()).toBe('USD 596+0 A 5+0');
    expect(rig.heard()).toEqual(['1 c rejected insufficient-funds', '1 a canceled user', '2 b fill 50 @ 80 maker 4']);
  });

  it('keeps the lock of what is left after a part filled', () => {
    const { rig, state } = spot({ model: { participation: 1 } });
    rig.send({ type: 'limit', limit: 90, lots: 100 });
    expect(state()).toBe('USD 100+900 A 0+0');
    rig.tick(2, 90, 90, 30);
    expect(state()).toBe('USD 100+630 A 3+0');
    rig.tick(3, 80, 80, 30);
    expect(state()).toBe('USD 130+360 A 6+0');
  });

  it('locks the asset of a trade’s exits once: its stop and its targets share it', () => {
    const { rig, state } = spot({ base: '1' });
    rig.send({ ...sell, purpose: 'stop', type: 'stop', trigger: 90, lots: 10 });
    rig.send({ ...sell, purpose: 'target', type: 'limit', limit: 110, lots: 6 });
    rig.send({ ...sell, purpose: 'target', type: 'limit', limit: 120, lots: 4 });
    expect(state()).toBe('USD 1000+0 A 0+1');
    rig.send({ ...sell, tradeId: 'other', type: 'limit', limit: 150, lots: 1 });
    rig.tick(2, 110);
    expect(rig.heard()).toEqual(['1 d rejected insufficient-funds', '2 b fill 6 @ 110 maker']);
    expect(state()).toBe('USD 1066+0 A 0+0.4');
    rig.venue.amend('a', { lots: 4 });
    rig.tick(3, 120);
    expect(state()).toBe('USD 1114+0 A 0+0');
  });

  it('lets a market exit of the trade sell what its other exits locked', () => {
    const { rig, state } = spot({ base: '1' });
    rig.send({ ...sell, purpose: 'stop', type: 'stop', trigger: 90, lots: 10 });
    rig.send({ ...sell, lots: 7 });
    rig.tick(2, 100);
    expect(rig.heard()).toEqual(['2 b fill 7 @ 100 taker']);
    expect(state()).toBe('USD 1070+0 A 0+0.3');
  });

  it('locks once for the orders of a group', () => {
    const { rig, state } = spot({ balance: 1100 });
    rig.send({ type: 'limit', limit: 90, lots: 100, group: 'g' });
    rig.send({ type: 'stop', trigger: 110, lots: 100, group: 'g' });
    expect(state()).toBe('USD 0+1100 A 0+0');
    rig.tick(2, 110);
    expect(rig.heard()).toEqual(['2 b fill 100 @ 110 taker', '2 a canceled oco']);
    expect(state()).toBe('USD 0+0 A 10+0');
  });

  it('counts holdings of the start at the bid, in whole lots', () => {
    const { rig, account } = spot({ base: '2.57' });
    rig.tick(2, 200, 210);
    expect(rig.markets[0]!.lots).toBe(25);
    expect(moneyToText(account.equity())).toBe('1500');
    expect(moneyToText(account.available())).toBe('1000');
  });

  it('adopts a holding once, where two markets trade it', () => {
    const account = new SpotAccount({ name: 'spot', currency: 'USD', balance: 0, assets: { A: '1' } });
    const markets = [new VenueRig().markets[0]!, new VenueRig().markets[0]!];
    for (const market of markets) account.adopt(market);
    expect(markets.map((market) => market.lots)).toEqual([1, 0]);
  });

  it('counts what a resting order by a fraction has locked itself as available, and nothing that others have', () => {
    // A lot costs a tenth of the price. Locked: 792 and 160; 840 × 0.8 / 9 and, later, 334 × 0.8 / 8.
    const { rig, state } = spot();
    rig.send({ type: 'limit', limit: 90, lots: 88, fraction: 0.8 });
    rig.send({ type: 'limit', limit: 80, lots: 20, fraction: 0.8 });
    expect(state()).toBe('USD 48+952 A 0+0');
    rig.tick(2, 90);
    rig.tick(3, 80);
    expect(rig.heard().filter((line) => line.includes('fill'))).toEqual([
      '2 a fill 74 @ 90 maker',
      '3 b fill 33 @ 80 maker',
    ]);
    expect(state()).toBe('USD 70+0 A 10.7+0');
  });

  it('counts what orders that cancel each other have locked as available to the one that fills', () => {
    const { rig, state } = spot();
    rig.send({ type: 'limit', limit: 90, lots: 55, fraction: 0.5, group: 'g' });
    rig.send({ type: 'limit', limit: 80, lots: 62, fraction: 0.5, group: 'g' });
    rig.tick(2, 90);
    expect(rig.heard().slice(-2)).toEqual(['2 a fill 55 @ 90 maker', '2 b canceled oco']);
    expect(state()).toBe('USD 505+0 A 5.5+0');
  });

  it('gives a fraction of the free funds, fee included', () => {
    const { rig } = spot({ takerFee: 0.01 });
    rig.send({ fraction: 0.5 });
    rig.tick(2, 100);
    expect(rig.heard()).toEqual(['2 a fill 49 @ 100 taker 4.9']);
  });

  it('pays no funding and is never liquidated', () => {
    const { rig } = spot({ base: '5' });
    rig.venue.fund(rig.markets[0]!, 10n ** 10n, 2);
    expect(rig.events).toEqual([]);
    expect(rig.account.isExhausted()).toBe(false);
    expect(rig.account.liquidationPrice(rig.markets[0]!)).toBeNaN();
  });

  it('never lets free, locked or total fall below zero, and they always add up, whatever is sent', () => {
    const order = fc.record({
      kind: fc.constantFrom('buy', 'sell', 'stop', 'target', 'exit', 'cancel', 'resize', 'tick'),
      lots: fc.integer({ min: 1, max: 40 }),
      price: fc.integer({ min: 80, max: 120 }),
      trade: fc.constantFrom('t', 'u'),
      isMarket: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(order, { maxLength: 40 }), fc.constantFrom(0, 1), (steps, participation) => {
        const { rig, state } = spot({ base: '3', model: { participation }, takerFee: 0.002 });
        let time = 1;
        let sent = 0;
        for (const { kind, lots, price, trade, isMarket } of steps) {
          const id = `o${sent++}`;
          const limit = isMarket ? {} : { type: 'limit', limit: price };
          const last = `o${Math.max(0, sent - 1 - (lots % 5))}`;
          if (kind === 'tick') rig.tick(++time, price, price + 1, lots);
          else if (kind === 'cancel') rig.venue.cancel(last, 'user');
          else if (kind === 'resize') rig.venue.amend(last, { lots });
          else
            rig.send({
              id,
              tradeId: trade,
              lots,
              ...requestOf(kind, price),
              ...(kind === 'stop' ? {} : limit),
            } as Partial<OrderRequest>);
          expect(state()).not.toContain('-');
        }
      }),
    );
  });
});

function requestOf(kind: string, price: number): Partial<OrderRequest> {
  if (kind === 'buy') return { side: 'buy', purpose: 'entry' };
  if (kind === 'sell') return { side: 'sell', purpose: 'entry' };
  if (kind === 'stop') return { side: 'sell', purpose: 'stop', type: 'stop', trigger: price };
  return { side: 'sell', purpose: kind === 'target' ? 'target' : 'exit' };
}
