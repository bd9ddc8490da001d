import { describe, expect, it } from 'vitest';
import type { Signal } from '../../src/market/signal.ts';
import { midnight, ordersOf, type Print, type Quote, runCase, tradesOf } from '../support/venue-case.ts';
import { before, buy, exit, sell } from '../support/venue-rules.ts';

describe('latency', () => {
  const prints: Print[] = [before, [61, 100], [62, 101], [70, 105], [130, 105]];

  it('L1 An order arrives `paper.latency.order` later, plus up to `jitter` by chance, and sees only ticks from then on.', async () => {
    const profile = 'paper: { latency: { order: 1500 } }';
    expect(await ordersOf({ profile, prints, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101']);
    const jitter = 'seed: 2\npaper: { latency: { order: 1500, jitter: 20000 } }';
    const [first] = await ordersOf({ profile: jitter, prints, wish: { 1: buy } });
    expect(first).toBe('buy 1 market filled 1 at 105');
    expect(await ordersOf({ profile: jitter, prints, wish: { 1: buy } })).toEqual([first]);
  });

  it('L2 A cancel arrives `paper.latency.cancel` later; what fills before it arrives stays filled.', async () => {
    const order: Signal = { ...buy, type: 'limit', price: 99 };
    const quick: Print[] = [before, [61, 100], [121, 99], [190, 99]];
    const wish = { 1: order, 2: { kind: 'cancel' } as const };
    expect(await ordersOf({ prints: quick, wish })).toEqual(['buy 1 limit 99 canceled (canceled by signal)']);
    const profile = 'paper: { latency: { cancel: 5s } }';
    expect(await ordersOf({ profile, prints: quick, wish })).toEqual(['buy 1 limit 99 filled 1 at 99']);
  });
});

describe('changes', () => {
  it('L3 New prices of a resting order arrive as late as a new order; its quantity follows the trade at once.', async () => {
    const slide: Print[] = [before, [61, 100], [121, 97], [122, 96], [190, 96]];
    const wish = { 1: { ...buy, stop: 90 }, 2: { kind: 'modify', stop: 98 } } as const;
    expect(await tradesOf({ prints: slide, wish })).toEqual([
      'buy 1 from 100 at 61 s to 97 at 121 s, stop, profit -3, fees 0',
    ]);
    const profile = 'paper: { latency: { order: 1500 } }';
    const late: Print[] = [before, [61, 100], [62, 100], [121, 97], [122, 96], [190, 96]];
    expect(await tradesOf({ profile, prints: late, wish })).toEqual([
      'buy 1 from 100 at 62 s to 96 at 122 s, stop, profit -4, fees 0',
    ]);
  });
});

describe('costs', () => {
  const prints: Print[] = [before, [61, 100, 0.4], [70, 102, 4], [121, 110], [190, 110]];

  it('C1 The fee is the rate times price times quantity of each fill, in the currency that the market settles in.', async () => {
    const profile = 'paper: { fees: { maker: 0.001, taker: 0.002 } }';
    expect(await tradesOf({ profile, prints, wish: { 1: buy, 2: exit } })).toEqual([
      'buy 1 from 100 at 61 s to 110 at 121 s, signal, profit 9.58, fees 0.42',
    ]);
  });

  it('C2 With `paper.fees.tiers` the rate is that of the notional traded in the last 30 days, before this fill.', async () => {
    const profile =
      'paper: { fees: { tiers: [{ volume: 0, maker: 0, taker: 0.01 }, { volume: 100, maker: 0, taker: 0.001 }] } }';
    expect(await tradesOf({ profile, prints, wish: { 1: buy, 2: exit } })).toEqual([
      'buy 1 from 100 at 61 s to 110 at 121 s, signal, profit 8.89, fees 1.11',
    ]);
  });

  it('C3 `paper.slippage` makes orders without a limit fill worse, by steps, percent or chance; limits never slip.', async () => {
    const fills = (slippage: string, order: Signal): Promise<string[]> =>
      ordersOf({ profile: `paper: { slippage: { ${slippage} } }`, prints, wish: { 1: order } });
    expect(await fills('ticks: 2', buy)).toEqual(['buy 1 market filled 1 at 101']);
    expect(await fills('ticks: 2', sell)).toEqual(['sell 1 market filled 1 at 99']);
    expect(await fills('percent: 3', buy)).toEqual(['buy 1 market filled 1 at 103']);
    expect(await fills('ticks: 2', { ...buy, type: 'stop', trigger: 102 })).toEqual(['buy 1 stop 102 filled 1 at 103']);
    expect(await fills('ticks: 2', { ...buy, type: 'limit', price: 101 })).toEqual(['buy 1 limit 101 filled 1 at 100']);
    const [drawn] = await fills('randomTicks: 4', buy);
    expect(drawn).toMatch(/^buy 1 market filled 1 at 10[012](\.5)?$/);
    expect(await fills('randomTicks: 4', buy)).toEqual([drawn]);
  });

  it('C4 With `paper.partialFill` a print fills at most that part of its quantity, all our orders together; quotes tell no quantity and fill whole.', async () => {
    const profile = 'paper: { partialFill: { participation: 0.5 } }';
    expect(await ordersOf({ profile, prints, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101.6']);
    const quotes: Quote[] = [
      [1, 100, 101],
      [61, 100, 101],
    ];
    expect(await ordersOf({ profile, quotes, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101']);
  });

  it('C5 With `paper.funding`, on a margin account, longs pay the rate times the value of their position to shorts, on multiples of `every`, UTC.', async () => {
    const profile = 'paper: { funding: { rate: 0.01, every: 2m } }';
    const quiet: Print[] = [before, [61, 100], [181, 100], [240, 100], [310, 100]];
    expect((await runCase({ profile, prints: quiet, wish: { 1: buy } })).funding).toBe('3');
    expect((await runCase({ profile, prints: quiet, wish: { 1: sell } })).funding).toBe('-3');
    const wish = { 1: buy, 3: exit };
    expect(await tradesOf({ profile, prints: quiet, wish })).toEqual([
      'buy 1 from 100 at 61 s to 100 at 240 s, signal, profit -2, fees 0',
    ]);
  });
});

describe('accounts', () => {
  const prints: Print[] = [before, [61, 100], [70, 96], [80, 80], [130, 80]];
  const spot = 'account: { kind: spot, balance: 150 }\nlimits: { maxOpenTradesPerMarket: 3 }';

  it('A1 On margin, an entry that needs more than the free funds times leverage is cancelled where it would fill.', async () => {
    const profile = 'account: { balance: 150, leverage: 2 }';
    expect(await ordersOf({ profile, prints, wish: { 1: { ...buy, quantity: 3 } } })).toEqual([
      'buy 3 market filled 3 at 100',
    ]);
    expect(await ordersOf({ profile, prints, wish: { 1: { ...buy, quantity: 3.5 } } })).toEqual([
      'buy 3.5 market canceled (insufficient-margin)',
    ]);
  });

  it('A2 On margin, a limit or stop entry worth more than equity times leverage is rejected at once.', async () => {
    const profile = 'account: { balance: 150 }';
    const order: Signal = { ...buy, quantity: 2, type: 'limit', price: 96 };
    expect(await ordersOf({ profile, prints, wish: { 1: order } })).toEqual([
      'buy 2 limit 96 rejected (insufficient-margin)',
    ]);
  });

  it('A3 A margin position is liquidated, for the taker fee, at the first price at which the equity is less than `maintenance` times the margin.', async () => {
    // Cash is 100 − 290 − 0.29. Equity is half of a third of the position where 2.9 p − 190.29 = 2.9 p / 6: at 78.74.
    const profile = 'account: { balance: 100, leverage: 3 }\npaper: { fees: { maker: 0, taker: 0.001 } }';
    const slide: Print[] = [before, [61, 100], [70, 85], [80, 79], [90, 78.5], [130, 79]];
    expect(await tradesOf({ profile, prints: slide, wish: { 1: { ...buy, quantity: 2.9 } } })).toEqual([
      'buy 2.9 from 100 at 61 s to 78.5 at 90 s, liquidation, profit -62.86765, fees 0.51765',
    ]);
  });

  it('A4 A long position without leverage is never liquidated.', async () => {
    const profile = 'account: { balance: 100 }';
    const slide: Print[] = [before, [61, 100], [70, 1], [130, 1]];
    const { openTrades } = await runCase({ profile, prints: slide, wish: { 1: buy } });
    expect(openTrades.map((trade) => trade.profit)).toEqual(['-99']);
  });

  it('A5 A spot account sells only what it holds.', async () => {
    expect(await ordersOf({ profile: spot, prints, wish: { 1: sell } })).toEqual([
      'sell 1 market canceled (insufficient-funds)',
    ]);
  });

  it('A6 On spot, what a resting entry needs is locked, taker fee included, so that it cannot be spent twice.', async () => {
    const rest: Signal = { ...buy, type: 'limit', price: 90 };
    expect(await ordersOf({ profile: spot, prints, wish: { 1: [rest, rest] } })).toEqual([
      'buy 1 limit 90 filled 1 at 80',
      'buy 1 limit 90 rejected (insufficient-funds)',
    ]);
    const dear = `${spot}\npaper: { fees: { maker: 0, taker: 0.02 } }`;
    const all: Signal = { ...rest, quantity: 1.66 };
    expect(await ordersOf({ profile: spot, prints, wish: { 1: all } })).toEqual([
      'buy 1.66 limit 90 filled 1.66 at 80',
    ]);
    expect(await ordersOf({ profile: dear, prints, wish: { 1: all } })).toEqual([
      'buy 1.66 limit 90 rejected (insufficient-funds)',
    ]);
  });

  it('A7 On spot, the stop and the targets of one trade lock what it holds once.', async () => {
    const order: Signal = { ...buy, stop: 90, target: 120 };
    expect(await ordersOf({ profile: spot, prints, wish: { 1: order } })).toEqual([
      'buy 1 market filled 1 at 100',
      'sell 1 limit 120 canceled (trade over)',
      'sell 1 stop 90 filled 1 at 80',
    ]);
  });

  it('A8 An entry sized by `fraction` gets its quantity at the price it fills at, fee included.', async () => {
    const profile = 'account: { balance: 202 }\npaper: { fees: { maker: 0, taker: 0.01 } }';
    const order: Signal = { kind: 'enter', direction: 'long', fraction: 0.5 };
    expect(await ordersOf({ profile, prints, wish: { 1: order } })).toEqual(['buy 1 market filled 1 at 100']);
  });

  it('A9 An exit is never refused for lack of margin.', async () => {
    const profile = 'account: { balance: 100, leverage: 1 }';
    expect(await tradesOf({ profile, prints, wish: { 1: { ...buy, stop: 95 } } })).toEqual([
      'buy 1 from 100 at 61 s to 80 at 80 s, stop, profit -20, fees 0',
    ]);
  });
});

describe('liquidation', () => {
  it('A10 A liquidation is an order of the venue, `liquidation-<instrument>-1` and so on, with its fill and its fee among the others.', async () => {
    const profile = 'account: { balance: 100, leverage: 3 }\npaper: { fees: { maker: 0, taker: 0.01 } }';
    const fall: Print[] = [before, [61, 100], [70, 72], [130, 72]];
    const wish: Signal = { ...buy, quantity: 2.5, stop: 70 };
    expect(await ordersOf({ profile, prints: fall, wish: { 1: wish } })).toEqual([
      'buy 2.5 market filled 2.5 at 100',
      'sell 2.5 stop 70 canceled (liquidation)',
      'sell 2.5 market filled 2.5 at 72 (liquidation)',
    ]);
    const { orders, trades, fees } = await runCase({ profile, prints: fall, wish: { 1: wish } });
    expect(orders.at(-1)).toMatchObject({ id: 'liquidation-test:BTC/USD-1', time: midnight + 70_000 });
    expect(trades.map((trade) => [trade.exitReason, trade.fees])).toEqual([['liquidation', '4.3']]);
    expect(fees).toBe('4.3');
  });
});

describe('caps at the venue', () => {
  it('A11 An entry sized by `fraction` fills no more than `limits.maxQuantity` and `limits.maxNotional` allow.', async () => {
    const first: Signal = { ...buy, quantity: 0.5, target: 110 };
    const second: Signal = { kind: 'enter', direction: 'long', type: 'limit', price: 90, fraction: 0.99 };
    const freed: Print[] = [before, [61, 100], [121, 100], [130, 110], [140, 90]];
    const run = async (caps: string): Promise<string | undefined> => {
      const profile = `account: { balance: 100 }\nlimits: { maxOpenTradesPerMarket: 2${caps} }`;
      return (await ordersOf({ profile, prints: freed, wish: { 1: first, 2: second } })).at(-1);
    };
    expect(await run('')).toBe('buy 1.155 limit 90 filled 1.155 at 90');
    expect(await run(', maxQuantity: 0.7')).toBe('buy 0.7 limit 90 filled 0.7 at 90');
    expect(await run(', maxNotional: 60')).toBe('buy 0.666 limit 90 filled 0.666 at 90');
    expect(await run(', maxQuantity: 0.6, maxNotional: 60')).toBe('buy 0.6 limit 90 filled 0.6 at 90');
  });
});
