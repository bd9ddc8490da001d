import type { Profile } from '../../config/profile.ts';
import type { SiisEvent } from '../../market/event.ts';
import type { RawOrder } from '../../market/order.ts';
import type { JournalEntry } from '../../trader/journal.ts';
import type { RiskLimit, RiskState, SizedEntry } from '../../trader/risk/risk.ts';
import type { SizingInput } from '../../trader/sizing/index.ts';
import { capsOf, type ProfileCap } from '../session/assembly.ts';
import type { Session, SessionParts, SessionStrategy } from '../session/session.ts';
import type { Decision } from './decision.ts';
import { WatchedTrader } from './watched-trader.ts';

/** How an order that no strategy sized got its size. */
export interface SizeNote {
  readonly input: SizingInput;
  /** Whole lots, or why there are none. */
  readonly result: number | string;
}

/** A cap that was looked at for an entry. */
export interface CapNote extends ProfileCap {
  /** What the entry comes to in the terms of the cap. */
  readonly came: number;
  readonly isBroken: boolean;
}

/** Something that happened in a session that is done again. */
export type Note =
  | { readonly kind: 'signal'; readonly event: Extract<SiisEvent, { kind: 'signal' }>; readonly decision?: Decision }
  /** The money manager looked at an order: how it was sized, which caps were asked. */
  | {
      readonly kind: 'sized';
      readonly order: RawOrder;
      readonly size: SizeNote | undefined;
      readonly caps: readonly CapNote[];
    }
  /** The desk acted, or heard something. */
  | { readonly kind: 'desk'; readonly entry: JournalEntry }
  | { readonly kind: 'event'; readonly event: SiisEvent }
  | { readonly kind: 'failed'; readonly message: string };

/** Takes notes, and says when it knows enough. */
export interface Investigation {
  take(note: Note, session: Session): void;
  /** Nothing that still comes is of interest. */
  isDone(session: Session): boolean;
}

/**
 * Looks on while a session is done again: stands between the parts it is made of and hands what it sees to an investigation.
 * The session itself is the same as ever, and so are its orders.
 */
export class Witness {
  readonly #profile: Profile;
  readonly #investigation: Investigation;
  readonly #isOfInterest: (strategy: string, instrument: string) => boolean;
  readonly #traders = new Map<string, WatchedTrader>();
  #session: Session | undefined;
  /** Of the raw order that the money manager is looking at. */
  #size: SizeNote | undefined;
  #caps: CapNote[] = [];

  constructor(parts: {
    readonly profile: Profile;
    readonly investigation: Investigation;
    /** Strategies on instruments whose decisions are wanted. */
    readonly isOfInterest: (strategy: string, instrument: string) => boolean;
  }) {
    this.#profile = parts.profile;
    this.#investigation = parts.investigation;
    this.#isOfInterest = parts.isOfInterest;
  }

  /** The same parts, looked on. */
  adapt(parts: SessionParts): SessionParts {
    const caps = capsOf(this.#profile);
    return {
      ...parts,
      strategies: parts.strategies.map((strategy) => this.#watched(strategy)),
      sizing: (input) => {
        const result = parts.sizing(input);
        this.#size = { input, result };
        return result;
      },
      limits: parts.limits.map((limit, k) => this.#lookedAt(limit, caps[k]!)),
      journal: {
        append: (entry) => {
          parts.journal.append(entry);
          this.#take({ kind: 'desk', entry });
        },
      },
      onFailure: (error) => {
        this.#take({ kind: 'failed', message: error.message });
        parts.onFailure(error);
      },
    };
  }

  /** Follows the session made of those parts. Before it begins. */
  follow(session: Session): void {
    this.#session = session;
    session.bus.tap((event) => this.#see(event, session));
  }

  traderOf(strategy: string, instrument: string): WatchedTrader | undefined {
    return this.#traders.get(`${strategy}@${instrument}`);
  }

  #watched(strategy: SessionStrategy): SessionStrategy {
    const { name, definition } = strategy;
    return {
      ...strategy,
      definition: {
        ...definition,
        setup: (setup) => {
          const { instrument } = setup;
          const isOfInterest = this.#isOfInterest(name, instrument);
          const trader = new WatchedTrader({ strategy: name, instrument, isOfInterest });
          this.#traders.set(`${name}@${instrument}`, trader);
          return trader.setUp(definition, setup);
        },
      },
    };
  }

  #lookedAt(limit: RiskLimit, cap: ProfileCap): RiskLimit {
    const looked: RiskLimit = (entry, state, time) => {
      const refusal = limit(entry, state, time);
      this.#caps.push({ ...cap, came: cameTo(cap, { entry, state, time }), isBroken: refusal !== undefined });
      return refusal;
    };
    const { mostNotional, mostQuantity } = limit;
    return Object.assign(looked, {
      ...(mostNotional === undefined ? {} : { mostNotional }),
      ...(mostQuantity === undefined ? {} : { mostQuantity }),
    });
  }

  #see(event: SiisEvent, session: Session): void {
    if (event.kind === 'signal') {
      const name = session.traders.find(({ id }) => id === event.traderId)?.name ?? '';
      const decision = this.traderOf(name, event.instrument)?.decisionOf(event.signal);
      this.#take({ kind: 'signal', event, ...(decision === undefined ? {} : { decision }) });
    } else if (event.kind === 'raw-order') {
      this.#take({ kind: 'sized', order: event.order, size: this.#size, caps: this.#caps });
    } else this.#take({ kind: 'event', event });
    this.#size = undefined;
    this.#caps = [];
  }

  #take(note: Note): void {
    if (this.#session !== undefined) this.#investigation.take(note, this.#session);
  }
}

/** What an entry comes to in the terms of a cap. */
function cameTo(
  { name }: ProfileCap,
  { entry, state, time }: { readonly entry: SizedEntry; readonly state: RiskState; readonly time: number },
): number {
  switch (name) {
    case 'maxNotional':
      return entry.notional;
    case 'maxQuantity':
      return entry.quantity;
    case 'maxOpenTrades':
      return state.openTrades - entry.ends;
    case 'maxOpenTradesPerMarket':
      return (state.openByMarket.get(entry.order.market) ?? 0) - entry.ends;
    case 'maxOrdersPerMinute':
      return state.sentLastMinute(time);
  }
}
