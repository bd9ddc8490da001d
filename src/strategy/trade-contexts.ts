import type { TradeContext } from '../market/context.ts';
import type { SignalEvent } from '../market/event.ts';
import type { EnterSignal, ExitPlan } from '../market/signal.ts';
import type { WatchedMarket } from './market.ts';
import { priceOfSignal } from './region/region-book.ts';
import type { TradeDefaults } from './trade/ports.ts';
import { mergePlan, targetsOf } from './trade/plan.ts';
import type { Trade } from './trade/trade.ts';

/** What contexts look at. */
interface ContextParts {
  readonly contexts: Readonly<Record<string, TradeContext>>;
  readonly markets: readonly WatchedMarket[];
  /** Context that a strategy-trader's entries take on where they name none. */
  readonly contextOf: (traderId: string) => string | undefined;
  readonly trades: () => readonly Trade[];
}

/** The contexts of a profile: the terms that entries take on by a name. */
export class TradeContexts {
  readonly #parts: ContextParts;

  constructor(parts: ContextParts) {
    this.#parts = parts;
  }

  /** Why an entry is refused by its context; `undefined`: it passes, or has none. */
  refusal(event: SignalEvent, signal: EnterSignal): string | undefined {
    const name = this.#nameOf(event.traderId, signal);
    if (name === undefined) return undefined;
    const context = this.#find(name);
    if (context === undefined) return 'unknown-context';
    const { mode, maxTrades = Infinity, maxSpread = Infinity, minProfit = 0 } = context;
    if (mode !== 'trade') return mode === 'signal' ? 'signal-only' : 'context-off';
    if (maxTrades !== Infinity && this.#count(name) >= maxTrades) return 'max-trades-of-context';
    const { bid, ask } = this.#parts.markets[event.market]!;
    if (((ask - bid) / bid) * 100 > maxSpread) return 'spread';
    return gainOf(event, signal, context) < minProfit ? 'below-min-profit' : undefined;
  }

  /** The defaults of an entry's context, over those of the profile. */
  defaults(event: SignalEvent, signal: EnterSignal, own: TradeDefaults): TradeDefaults {
    const name = this.#nameOf(event.traderId, signal);
    const context = name === undefined ? undefined : this.#find(name);
    if (context === undefined) return own;
    const { entryTimeout = own.entryTimeout } = context;
    const { opposite, direction } = own;
    const plan = given(mergePlan({ kind: 'enter', direction: 'long', ...planOf(context) }, own));
    return { ...plan, opposite, direction, ...(entryTimeout === undefined ? {} : { entryTimeout }) };
  }

  /** All contexts by name, with the trades that each has. */
  get all(): readonly { readonly name: string; readonly context: TradeContext; readonly trades: number }[] {
    return Object.entries(this.#parts.contexts).map(([name, context]) => ({
      name,
      context,
      trades: this.#count(name),
    }));
  }

  #find(name: string): TradeContext | undefined {
    const { contexts } = this.#parts;
    return Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  }

  #nameOf(traderId: string, signal: EnterSignal): string | undefined {
    return signal.context ?? this.#parts.contextOf(traderId);
  }

  #count(name: string): number {
    return this.#parts.trades().filter(({ traderId, signal }) => this.#nameOf(traderId, signal) === name).length;
  }
}

function planOf(context: TradeContext): ExitPlan {
  const {
    mode: _mode,
    entryTimeout: _timeout,
    maxTrades: _trades,
    maxSpread: _spread,
    minProfit: _profit,
    ...plan
  } = context;
  return plan;
}

/** Without what is not planned. */
function given(plan: ReturnType<typeof mergePlan>): ExitPlan {
  return Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined));
}

/** Distance of the first target from the entry, percent; Infinity without one. */
function gainOf(event: SignalEvent, signal: EnterSignal, context: TradeContext): number {
  const [first] = targetsOf(mergePlan(signal, context));
  if (first === undefined) return Infinity;
  if (typeof first.at === 'object') return first.at.percent;
  const price = priceOfSignal(event);
  return ((signal.direction === 'long' ? 1 : -1) * (first.at - price) * 100) / price;
}
