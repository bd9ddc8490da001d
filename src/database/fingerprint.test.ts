import { describe, expect, it } from 'vitest';
import { btc, newFolders, record, start, tape, trades, type Tick } from '../../test/support/tapes.ts';
import { Store } from './store.ts';

const newFolder = newFolders();

describe('a fingerprint of ticks', () => {
  const ticks = tape(400, 8, 400);
  const inside = { from: ticks[50]![0], to: ticks[350]![0] };

  function printOf(build: (store: Store) => void, range = inside): string | undefined {
    const path = newFolder();
    const store = Store.open(path, { create: true });
    build(store);
    const print = store.fingerprint(btc, range);
    store.close();
    return print;
  }

  it('depends on the ticks of the range alone', () => {
    const whole = printOf((store) => store.importTicks(btc, trades(ticks)));
    expect(whole).toMatch(/^[0-9a-f]{32}$/);
    const part = ticks.filter(([time]) => time >= inside.from && time < inside.to);
    expect(printOf((store) => store.importTicks(btc, trades(part)))).toBe(whole);
    expect(printOf((store) => record(store, part, 13))).toBe(whole);
    expect(printOf((store) => record(store, ticks, 50))).toBe(whole);
  });

  it('does not depend on how blocks cut ticks of one ms', () => {
    const pairs = Array.from({ length: 65_600 }, (_, k): Tick => [start + Math.floor((k + 1) / 2), 7]);
    const range = { from: start, to: start + 32_780 };
    const whole = printOf((store) => store.importTicks(btc, trades(pairs, { size: 65_600 })), range);
    const part = pairs.filter(([time]) => time < range.to);
    expect(printOf((store) => store.importTicks(btc, trades(part, { size: 65_600 })), range)).toBe(whole);
    expect(printOf((store) => record(store, part, 997), range)).toBe(whole);
  });

  it('tells any change', () => {
    const prints = new Set<string | undefined>([printOf((store) => store.importTicks(btc, trades(ticks)))]);
    const change = (edit: (tick: Tick) => Tick): void => {
      const changed = ticks.map((tick, k) => (k === 200 ? edit(tick) : tick));
      prints.add(printOf((store) => store.importTicks(btc, trades(changed))));
    };
    change(([time, price, lots = 1, side = 1]) => [time, price + 1, lots, side]);
    change(([time, price, lots = 1, side = 1]) => [time, price, lots + 1, side]);
    change(([time, price, lots = 1, side = 1]) => [time, price, lots, 3 - side]);
    const swap = ticks.findIndex((tick, k) => k > 60 && tick[0] === ticks[k + 1]?.[0] && tick[1] !== ticks[k + 1]?.[1]);
    const swapped = ticks.map((tick, k) => (k === swap ? ticks[k + 1]! : k === swap + 1 ? ticks[k - 1]! : tick));
    prints.add(printOf((store) => store.importTicks(btc, trades(swapped))));
    prints.add(printOf((store) => store.importTicks(btc, trades(ticks)), { from: inside.from, to: inside.to + 1 }));
    expect(prints.size).toBe(6);
  });
});
