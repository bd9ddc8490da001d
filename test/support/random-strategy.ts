import { z } from 'zod';
import type { EnterSignal, ExitPlan, Level, Signal } from '../../src/market/signal.ts';
import {
  defineStrategy,
  type StrategyContext,
  type StrategyDefinition,
  type StrategyHandlers,
} from '../../src/strategy/strategy.ts';

/** What a random strategy looks at, and where it writes down what it saw. */
export interface RandomStrategyOptions {
  readonly timeframes: readonly string[];
  /** A second instrument as input. */
  readonly second?: string | undefined;
  /** Its bars; else the first of `timeframes`. */
  readonly secondTimeframe?: string;
  /** ms; 0: none. */
  readonly timer: number;
  /** Price step of the instrument. */
  readonly step: number;
  /** Chance of a signal at each occasion. */
  readonly activity: number;
  /** Chance that an entry is protected by a stop or a stop that follows. */
  readonly care: number;
  /** Only ever enters, at the market. */
  readonly holds: boolean;
  /** Sees every tick, which puts the instrument on the span path: to do nothing, or to act on it. */
  readonly onTick: 'none' | 'look' | 'act';
  readonly log: string[];
  /** Never looks at the account, which it shares with others. */
  readonly isPrivate?: boolean;
}

type Chance = () => number;

/** Signals of one strategy in one run: more would only be more of the same. */
const most = 120;

/** Gives signals of every kind at random, with everything a signal may have; writes down all it is shown. */
export function randomStrategy(options: RandomStrategyOptions): StrategyDefinition {
  return defineStrategy({
    name: 'random',
    params: z.strictObject({}),
    setup: ({ watch, timer, random, instrument }) => {
      for (const timeframe of options.timeframes) watch(timeframe);
      if (options.second !== undefined)
        watch(options.secondTimeframe ?? options.timeframes[0]!, { instrument: options.second });
      if (options.timer > 0) timer('t', options.timer);
      const maker = new SignalMaker(random, options);
      let given = 0;
      const act = (context: StrategyContext, factor: number): Signal[] | undefined => {
        // What is read brings prices up to date, so it is read only now and then.
        if (random() < 0.1) options.log.push(`${instrument} ${viewOf(context, options.isPrivate)}`);
        if (given >= most || random() >= options.activity * factor) return undefined;
        given++;
        return Array.from({ length: 1 + Math.floor(random() * 2) }, () => maker.signal(context));
      };
      const handlers: StrategyHandlers = {
        onBar: (bar, context) => {
          options.log.push(Object.values(bar).join(' '));
          return act(context, 1);
        },
        onTimer: (_name, context) => act(context, 1),
        onOrder: (notice, context) => {
          options.log.push(Object.values(notice).join(' '));
          return act(context, 0.2);
        },
      };
      if (options.onTick === 'none') return handlers;
      if (options.onTick === 'look') return { ...handlers, onTick: () => undefined };
      return { ...handlers, onTick: (_time, _price, _quantity, _side, context) => act(context, 0.3) };
    },
  });
}

function viewOf(context: StrategyContext, isPrivate = false): string {
  const { time, price, bid, ask, trades, position } = context;
  const account = isPrivate ? [] : [context.equity, context.available];
  const held = trades.map(({ id, quantity, entryPrice, stop = 0 }) => `${id} ${quantity} ${entryPrice} ${stop}`);
  return [time, price, bid, ask, ...account, position, ...held].join(' ');
}

class SignalMaker {
  readonly #random: Chance;
  readonly #step: number;
  readonly #care: number;
  readonly #holds: boolean;
  /** Price when there is none yet. */
  readonly #guess: number;

  constructor(random: Chance, options: { step: number; care: number; holds: boolean }) {
    this.#random = random;
    this.#step = options.step;
    this.#care = options.care;
    this.#holds = options.holds;
    this.#guess = 3000 * options.step;
  }

  signal(context: StrategyContext): Signal {
    const chance = this.#random();
    if (this.#holds)
      return { kind: 'enter', direction: this.#maybe(0.8) ? 'long' : 'short', fraction: 0.3 + 0.6 * this.#random() };
    if (chance < 0.3) return { ...this.#enter(this.#guess), type: 'market' };
    return this.#priced(context, Number.isNaN(context.price) ? this.#guess : context.price);
  }

  #priced(context: StrategyContext, price: number): Signal {
    const chance = this.#random();
    const trade = this.#maybe(0.4) ? this.#pick(context.trades.map(({ id }) => id)) : undefined;
    const named = trade === undefined ? {} : { trade };
    if (chance < 0.5) return this.#enter(price);
    if (chance < 0.65) {
      if (this.#maybe(0.3)) return { kind: 'exit', ...named, type: 'limit', price: this.#near(price), timeout: 5000 };
      return { kind: 'exit', ...named, ...(this.#maybe(0.5) ? { portion: 0.1 + 0.8 * this.#random() } : {}) };
    }
    if (chance < 0.9) {
      const stop = this.#maybe(0.2) ? null : this.#level(price);
      const targets = this.#maybe(0.3) ? null : [{ at: this.#level(price) }];
      return {
        kind: 'modify',
        ...named,
        ...(this.#maybe(0.6) ? { stop } : {}),
        ...(this.#maybe(0.4) ? { targets } : {}),
        ...(this.#maybe(0.3) ? { entryPrice: this.#near(price) } : {}),
      };
    }
    return { kind: 'cancel', ...named };
  }

  #enter(price: number): EnterSignal {
    const type = this.#pick([
      'market',
      'market',
      'limit',
      'stop',
      'stop-limit',
      'take-profit',
      'take-profit-limit',
    ] as const)!;
    const timeInForce = this.#pick(['GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'GTD'] as const)!;
    return {
      kind: 'enter',
      direction: this.#maybe(0.5) ? 'long' : 'short',
      type,
      ...(type.endsWith('limit') ? { price: this.#near(price) } : {}),
      ...(type === 'market' || type === 'limit' ? {} : { trigger: this.#near(price) }),
      timeInForce,
      ...(timeInForce === 'GTD' ? { expires: 1_800_000_000_000 } : {}),
      ...(this.#maybe(0.1) ? { postOnly: true } : {}),
      ...(this.#maybe(0.2) ? { group: `g${Math.floor(this.#random() * 3)}` } : {}),
      ...this.#size(),
      ...(this.#maybe(0.3) ? { entryTimeout: 1 + Math.floor(this.#random() * 20_000) } : {}),
      ...this.#plan(price),
    };
  }

  #size(): Pick<EnterSignal, 'quantity' | 'fraction'> {
    if (this.#maybe(0.4)) return {};
    return this.#maybe(0.8)
      ? { quantity: 1 + Math.floor(this.#random() * 20) }
      : { fraction: 0.05 + 0.4 * this.#random() };
  }

  #plan(price: number): ExitPlan {
    return {
      ...(this.#maybe(this.#care) ? { stop: this.#level(price) } : {}),
      ...(this.#maybe(0.3)
        ? { target: this.#level(price) }
        : this.#maybe(0.5)
          ? { targets: this.#targets(price) }
          : {}),
      ...(this.#maybe(this.#care / 2) ? { trailing: this.#trailing() } : {}),
      ...(this.#maybe(this.#care / 3) ? { breakeven: { after: 0.2 + this.#random(), plus: 0.1 } } : {}),
      ...(this.#maybe(0.1) ? { roi: { '0': 0.02, '0.1': 0.01, '0.5': 0.001, '2': -1 } } : {}),
      ...(this.#maybe(0.2) ? { timeLimit: 1 + Math.floor(this.#random() * 90_000) } : {}),
    };
  }

  #targets(price: number): NonNullable<ExitPlan['targets']> {
    return [
      { at: this.#level(price), portion: 0.5 },
      { at: this.#level(price), portion: 0.25 },
      { at: this.#level(price) },
    ];
  }

  #trailing(): NonNullable<ExitPlan['trailing']> {
    return {
      percent: 0.2 + this.#random(),
      ...(this.#maybe(0.4) ? { after: this.#random() / 2 } : {}),
      ...(this.#maybe(0.4) ? { tight: { percent: 0.1, after: this.#random() / 2 } } : {}),
    };
  }

  #level(price: number): Level {
    return this.#maybe(0.5) ? { percent: 0.1 + 2 * this.#random() } : this.#near(price);
  }

  #near(price: number): number {
    const away = Math.round((this.#random() - 0.5) * this.#reach() * (price / this.#step));
    return Math.max(this.#step, price + away * this.#step);
  }

  #reach(): number {
    return this.#maybe(0.5) ? 0.004 : 0.03;
  }

  #maybe(chance: number): boolean {
    return this.#random() < chance;
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }
}
