import { describe, expect, it } from 'vitest';
import { type Bar, type OpenBar, snapshot } from '../../src/market/bar.ts';
import { barEnd, barStart, timeframe } from '../../src/market/timeframe.ts';
import type { StrategyHandlers, TickSpan } from '../../src/strategy/strategy.ts';
import { Random } from '../../src/util/random.ts';
import { authored } from '../support/author.ts';
import { runMixed } from '../support/mixed-run.ts';
import { prints, randomTape } from '../support/tape.ts';
import { runTicks, type TickMarket, type TickRunOptions } from '../support/tick-run.ts';

const frames = ['1m', '5m', '1h'] as const;
const seeds = Array.from({ length: 12 }, (_, k) => `forms ${k}`);

type Values = Pick<Bar, 'time' | 'closeTime' | 'open' | 'high' | 'low' | 'close' | 'volume'>;

function valuesOf({ time, closeTime, open, high, low, close, volume }: Bar | OpenBar): Values {
  return { time, closeTime, open, high, low, close, volume };
}

/** What a strategy saw of forming bars, and what they closed as. */
interface Seen {
  readonly log: string[];
  /** Last state of each bar before it closed, by timeframe and start. */
  readonly last: Map<string, Values>;
  readonly closed: Map<string, Values>;
  /** What is not as the ticks say. */
  readonly faults: string[];
}

/** Trades a little, and looks at forming bars whenever it is asked. */
function looker(seen: Seen, ticks: 'none' | 'onTick' | 'onTicks') {
  return authored(({ watch, openBar, timer, instrument }) => {
    const asks = frames.map((frame) => [frame, openBar(frame)] as const);
    // The first bar of each would have to close before anything is decided.
    for (const frame of frames.slice(0, 2)) watch(frame);
    timer('look', 7000);
    const own = new Map<string, Values>();
    const look = (where: string, time: number): void => {
      for (const [frame, ask] of asks) {
        const bar = ask();
        seen.log.push(`${instrument} ${where} ${time} ${frame} ${JSON.stringify(bar)}`);
        if (bar !== undefined) seen.last.set(`${instrument} ${frame} ${bar.time}`, valuesOf(snapshot(bar)));
      }
    };
    const fold = (time: number, price: number, volume: number): void => {
      for (const frame of frames) own.set(frame, folded(own.get(frame), { frame, time, price, volume }));
    };
    /** Ticks before it were not shown: the bars that they began are left out. */
    let from = NaN;
    const compare = (time: number): void => {
      if (Number.isNaN(from)) from = time;
      for (const [frame, ask] of asks) {
        const bar = ask();
        if (bar !== undefined && bar.time < from) continue;
        const came = JSON.stringify(bar === undefined ? bar : valuesOf(bar));
        const expected = JSON.stringify(own.get(frame));
        if (came !== expected) seen.faults.push(`${frame}: expected ${expected}, came ${came}`);
      }
    };
    let count = 0;
    const handlers: StrategyHandlers = {
      onBar: (bar, { time, position }) => {
        seen.closed.set(`${instrument} ${bar.timeframe} ${bar.time}`, valuesOf(bar));
        look('onBar', time);
        if (bar.timeframe !== '1m' || ++count % 3 !== 0) return undefined;
        return position === 'flat' ? { kind: 'enter', direction: 'long', stop: { percent: 1 } } : { kind: 'exit' };
      },
      onOrder: ({ state }, { time }) => look(`onOrder ${state}`, time),
      onTimer: (_name, { time }) => look('onTimer', time),
    };
    if (ticks === 'none') return handlers;
    const onTick = (time: number, price: number, quantity: number): void => {
      fold(time, price, quantity);
      compare(time);
      look('onTick', time);
    };
    const onTicks = ({ count: length, time, price, quantity }: TickSpan): void => {
      for (let k = 0; k < length; k++) fold(time[k]!, price[k]!, quantity[k]!);
      compare(time[0]!);
      look('onTicks', time[length - 1]!);
    };
    return ticks === 'onTick' ? { ...handlers, onTick } : { ...handlers, onTicks };
  });
}

function folded(bar: Values | undefined, tick: { frame: string; time: number; price: number; volume: number }): Values {
  const { time, price, volume } = tick;
  const frame = timeframe(tick.frame);
  const start = barStart(frame, time);
  if (bar === undefined || bar.time !== start) {
    return { time: start, closeTime: barEnd(frame, start), open: price, high: price, low: price, close: price, volume };
  }
  const [high, low] = [Math.max(bar.high, price), Math.min(bar.low, price)];
  return { ...bar, high, low, close: price, volume: bar.volume + volume };
}

function marketsOf(seed: string): TickMarket[] {
  const random = new Random(seed);
  return ['A', 'B'].map((name) => {
    const kind = random.below(2) === 0 ? 'trade' : 'quote';
    const scale = { priceStep: '1', lotStep: '1' };
    const start = 1_700_000_000_000 + random.below(5000);
    const tape = randomTape(random, { kind, count: 250, start, price: 2000, scale, grid: [1, 1000][random.below(2)]! });
    return { id: `test:${name}/USD`, tape };
  });
}

function run(
  seed: string,
  ticks: 'none' | 'onTick' | 'onTicks',
  options: Pick<TickRunOptions, 'path' | 'blocks'> = {},
): Seen {
  const seen: Seen = { log: [], last: new Map(), closed: new Map(), faults: [] };
  const markets = marketsOf(seed);
  const strategies = [
    { name: 'looks', definition: looker(seen, ticks), params: {}, instruments: markets.map(({ id }) => id) },
  ];
  const { session } = runTicks({ markets, strategies, balance: 1_000_000, ...options });
  expect(session.fills.length).toBeGreaterThan(2);
  return seen;
}

describe('a bar that forms', () => {
  it.each(seeds)('is all that has passed at every tick, and at last the bar that closes (%s)', (seed) => {
    for (const ticks of ['onTick', 'onTicks'] as const) {
      const { faults, last, closed } = run(seed, ticks, { blocks: [64, 3, 1, 17] });
      expect(faults).toEqual([]);
      expect(closed.size).toBeGreaterThan(20);
      for (const [name, bar] of closed) if (last.has(name)) expect([name, last.get(name)]).toEqual([name, bar]);
      expect([...closed.keys()].filter((name) => !last.has(name)).length).toBeLessThan(8);
    }
  });

  it.each(seeds)('is the same whichever ticks are looked at, however they are cut into blocks (%s)', (seed) => {
    for (const ticks of ['none', 'onTick'] as const) {
      const naive = run(seed, ticks, { path: 'naive' });
      expect(naive.log.some((line) => line.includes('"closed":false'))).toBe(true);
      expect(run(seed, ticks).log).toEqual(naive.log);
      expect(run(seed, ticks, { blocks: [33, 7, 1] }).log).toEqual(naive.log);
    }
  });

  it('is there on bars for longer timeframes only, made of those that closed', () => {
    const seen: (number | undefined)[][] = [];
    const definition = authored(({ watch, openBar }) => {
      watch('1m');
      const [one, three] = [openBar('1m'), openBar('3m')];
      return { onBar: () => void seen.push([one()?.close, three()?.open, three()?.close, three()?.volume]) };
    });
    const minute = 60_000;
    const bars = [5, 7, 6, 8, 9].map((price, k) => [k * minute, price, price, price, price, 2] as const);
    runMixed({
      markets: [{ id: 'test:A/USD', data: { frame: '1m', bars } }],
      strategies: [{ name: 'looks', definition, params: {}, instruments: ['test:A/USD'] }],
    });
    expect(seen).toEqual([
      [undefined, 5, 5, 2],
      [undefined, 5, 7, 4],
      [undefined, undefined, undefined, undefined],
      [undefined, 8, 8, 2],
      [undefined, 8, 9, 4],
    ]);
  });

  it('begins where it is told to', () => {
    const starts: (number | undefined)[] = [];
    const definition = authored(({ openBar }) => {
      const hour = openBar('1h', { offset: 1_800_000 });
      return { onTick: () => void starts.push(hour()?.time) };
    });
    const tape = prints([3_600_000, 1], [5_400_000, 2], [7_000_000, 3]);
    runTicks({
      markets: [{ id: 'test:A/USD', tape }],
      strategies: [{ name: 'looks', definition, params: {}, instruments: ['test:A/USD'] }],
    });
    expect(starts).toEqual([1_800_000, 5_400_000, 5_400_000]);
  });
});
