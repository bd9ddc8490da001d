import { describe, expect, it } from 'vitest';
import { aGuardRig } from '../../../test/support/guard-rig.ts';
import { parseCommand } from '../../command/index.ts';
import type { AlertPlan } from '../../market/alert.ts';
import { AlertBook } from './alert-book.ts';
import { readAlert } from './index.ts';

/** A book with alerts on the first market, where a price of 100 is. */
function aBook(
  ...plans: readonly AlertPlan[]
): { book: AlertBook; triggered: string[] } & ReturnType<typeof aGuardRig> {
  const rig = aGuardRig();
  const book = new AlertBook({ ...rig, onBar: () => () => 'no bars here' });
  const triggered: string[] = [];
  rig.bus.on('alert', ({ state, id, way, value, left }) => {
    if (state === 'triggered') triggered.push(`${id} ${way} ${value} ${left}`);
  });
  for (const plan of plans) book.make(plan, { market: 0, traderId: undefined, origin: 'command' });
  return { ...rig, book, triggered };
}

describe('an alert', () => {
  it.each<[what: string, plan: Partial<AlertPlan>, prices: number[], triggered: string[]]>([
    ['once as the price rises to its level', { when: 'above' }, [104, 105, 90, 110], ['a1 up 105 0']],
    [
      'once as the price falls to its level',
      { when: 'below', price: 95 } as never,
      [96, 95, 110, 80],
      ['a1 down 95 0'],
    ],
    ['only after a price on the other side', { when: 'above', price: 90 } as never, [95, 89, 90], ['a1 up 90 0']],
    [
      'as often as it is asked to',
      { when: 'above', times: 2 },
      [105, 90, 106, 90, 107],
      ['a1 up 105 1', 'a1 up 106 0'],
    ],
    [
      'each time',
      { times: -1 },
      [105, 104, 105, 105, 100],
      ['a1 up 105 Infinity', 'a1 down 104 Infinity', 'a1 up 105 Infinity', 'a1 down 100 Infinity'],
    ],
    ['not at all beside its level', { when: 'below' }, [104, 103], []],
  ])('is told %s', (_what, plan, prices, expected) => {
    const { price, triggered } = aBook({ kind: 'price-cross', price: 105, ...plan } as AlertPlan);
    for (const each of prices) price(each);
    expect(triggered).toEqual(expected);
  });

  it.each([
    ['bid', 104, 107, []],
    ['ask', 104, 105, ['a1 up 105 0']],
    ['mid', 104, 105, []],
    ['mid', 104, 107, ['a1 up 105.5 0']],
  ] as const)('looks at the %s', (source, bid, ask, expected) => {
    const { price, triggered } = aBook({ kind: 'price-cross', price: 105, source });
    price(bid, ask);
    expect(triggered).toEqual(expected);
  });

  it('is given up when its time is over or its cancel price comes, and leaves nothing behind', () => {
    const { price, wait, told, watches, clock, book } = aBook(
      { kind: 'price-cross', price: 105, for: 10 },
      { kind: 'price-cross', price: 105, cancel: 98 },
    );
    wait(10);
    price(98);
    price(110);
    expect(told('alert')).toEqual(['a1 made', 'a2 made', 'a1 expired', 'a2 canceled']);
    expect([watches, book.all, clock.nextTimer]).toEqual([[], [], Infinity]);
  });

  it('waits for its beginning', () => {
    const { price, wait, triggered, watches } = aBook({ kind: 'price-cross', price: 105, from: 50 });
    price(106);
    price(100);
    expect(watches).toEqual([]);
    wait(50);
    price(106);
    expect(triggered).toEqual(['a1 up 106 0']);
  });

  it('is removed once, and told no more', () => {
    const { price, book, triggered } = aBook({ kind: 'price-cross', price: 105 });
    expect([book.remove('a1'), book.remove('a1')]).toEqual([true, false]);
    price(110);
    expect(triggered).toEqual([]);
  });

  it('that stands on bars which cannot be made is refused', () => {
    const { book } = aBook();
    const made = book.make(
      { kind: 'price-change', percent: 1, timeframe: '7m' },
      { market: 0, traderId: 't', origin: 'command' },
    );
    expect(made).toBe('no bars here');
    expect(book.all).toEqual([]);
  });

  it('is asked for and taken back by the signals of a strategy', () => {
    const { book, say } = aBook();
    say({ kind: 'alert', add: { kind: 'price-cross', price: 105, label: 'top' } });
    expect(book.all).toMatchObject([{ id: 'a1', traderId: 't', origin: 'strategy', left: 1 }]);
    say({ kind: 'alert', remove: 'top' });
    expect(book.all).toEqual([]);
  });

  it.each<[plan: unknown, fault: string]>([
    [{ kind: 'price' }, 'alert.kind: expected one of price-cross, price-change, indicator-cross, came price'],
    [{ kind: 'price-cross' }, 'alert.price: expected a number above 0, came nothing'],
    [
      { kind: 'price-cross', price: 5, wehn: 'above' },
      "alert has no wehn: expected kind, price, when, source, timeframe, cancel, times, from, until, for, message, label (did you mean 'when'?)",
    ],
    [{ kind: 'price-cross', price: 5, times: 0 }, 'alert: expected times of 1 or more, or -1'],
    [{ kind: 'price-cross', price: 5, cancel: 5 }, 'alert: expected cancel beside the price'],
    [
      { kind: 'indicator-cross', timeframe: '1m', indicator: 'rsy', level: 5 },
      'alert: expected an indicator: there is no indicator rsy; did you mean rsi?',
    ],
    [
      { kind: 'indicator-cross', timeframe: '1m', indicator: 'macd', output: 'x', level: 5 },
      'alert: expected one of the outputs macd, signal, histogram, came x',
    ],
  ])('is refused as %j', (plan, fault) => {
    expect(readAlert(plan).fault).toBe(fault);
  });

  it.each<[line: string, alert: unknown]>([
    [
      'pca demo:btcusdt >65000 bid x3 @4h Sell now',
      {
        kind: 'price-cross',
        price: 65000,
        when: 'above',
        source: 'bid',
        times: 3,
        for: 14_400_000,
        message: 'Sell now',
      },
    ],
    [
      "pca demo:btcusdt cross 65000 '15m C@60000",
      { kind: 'price-cross', price: 65000, when: 'cross', timeframe: '15m', cancel: 60000 },
    ],
    [
      'price-change-alert demo:btcusdt 2 1h fall times=-1',
      { kind: 'price-change', percent: 2, timeframe: '1h', when: 'fall', times: -1 },
    ],
    [
      'indicator-alert demo:btcusdt 5m rsi(length=7) below 30',
      { kind: 'indicator-cross', timeframe: '5m', indicator: 'rsi', params: { length: '7' }, when: 'below', level: 30 },
    ],
  ])('is read of %s', (line, alert) => {
    expect(parseCommand(line)).toEqual({
      kind: 'add-alert',
      alert: { ...(alert as object), instrument: 'demo:BTC/USDT' },
    });
  });
});
