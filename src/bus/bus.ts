import { assert, AssertionError, unreachable } from '../util/assert.ts';
import type { SiisEvent } from '../market/event.ts';

type Kind = SiisEvent['kind'];
type Of<K extends Kind> = Extract<SiisEvent, { kind: K }>;
type Handler<K extends Kind> = (event: Of<K>, sequence: number) => void;
/** Sees every event after its handlers; must not publish. */
export type Tap = (event: SiisEvent, sequence: number) => void;

/** Most events that may wait at once; more means that two handlers feed each other without end. */
const capacity = 65_536;

/**
 * The order of events: first in, first out, each delivered to completion before the next. `publish` from outside runs
 * the queue dry before it returns; from inside a handler it only enqueues. Handlers are subscribed once, at wiring.
 */
export class Bus {
  readonly #handlers: { [K in Kind]: Handler<K>[] } = {
    signal: [],
    denied: [],
    'raw-order': [],
    order: [],
    'entry-move': [],
    cancel: [],
    amend: [],
    'venue-report': [],
    'order-report': [],
    trade: [],
    account: [],
    region: [],
    alert: [],
    command: [],
    status: [],
  };
  readonly #taps: Tap[] = [];
  readonly #queue: SiisEvent[] = [];
  #head = 0;
  #tail = 0;
  #running = false;
  /** What stopped it. */
  #fault: string | undefined;
  #sequence: number = 0;

  /** @param firstSequence number of the first event; a resumed session goes on where it stopped. */
  constructor(firstSequence = 1) {
    this.#sequence = firstSequence - 1;
  }

  /** Sequence number of the last event delivered. */
  get sequence(): number {
    return this.#sequence;
  }

  on<K extends Kind>(kind: K, handler: Handler<K>): void {
    this.#handlers[kind].push(handler);
  }

  tap(tap: Tap): void {
    this.#taps.push(tap);
  }

  /**
   * @throws AssertionError when handlers feed each other without end, and ever after a handler threw: what it threw ends
   * the run, for the events behind it would be delivered to a world that is half done.
   */
  publish(event: SiisEvent): void {
    if (this.#fault !== undefined)
      throw new AssertionError(`the bus stopped at event ${this.#sequence}: ${this.#fault}`);
    assert(this.#tail - this.#head < capacity, 'the bus is full: handlers publish in a circle');
    // The list is never shortened: growing it again would cost more than the delivery.
    this.#queue[this.#tail++] = event;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#head < this.#tail) {
        const next = this.#queue[this.#head++]!;
        this.#sequence++;
        this.#deliver(next, this.#sequence);
      }
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      throw error;
    }
    this.#tail = 0;
    this.#head = 0;
    this.#running = false;
  }

  #deliver(event: SiisEvent, sequence: number): void {
    switch (event.kind) {
      case 'venue-report':
        tell(this.#handlers['venue-report'], event, sequence);
        break;
      case 'order-report':
        tell(this.#handlers['order-report'], event, sequence);
        break;
      case 'raw-order':
        tell(this.#handlers['raw-order'], event, sequence);
        break;
      case 'order':
        tell(this.#handlers.order, event, sequence);
        break;
      case 'cancel':
        tell(this.#handlers.cancel, event, sequence);
        break;
      case 'amend':
        tell(this.#handlers.amend, event, sequence);
        break;
      case 'signal':
        tell(this.#handlers.signal, event, sequence);
        break;
      case 'denied':
        tell(this.#handlers.denied, event, sequence);
        break;
      case 'trade':
        tell(this.#handlers.trade, event, sequence);
        break;
      default:
        this.#deliverRare(event, sequence);
    }
    tell(this.#taps, event, sequence);
  }

  /** Kinds of which there are few. */
  #deliverRare(
    event: Of<'entry-move' | 'account' | 'region' | 'alert' | 'command' | 'status'>,
    sequence: number,
  ): void {
    switch (event.kind) {
      case 'entry-move':
        tell(this.#handlers['entry-move'], event, sequence);
        break;
      case 'account':
        tell(this.#handlers.account, event, sequence);
        break;
      case 'region':
        tell(this.#handlers.region, event, sequence);
        break;
      case 'alert':
        tell(this.#handlers.alert, event, sequence);
        break;
      case 'command':
        tell(this.#handlers.command, event, sequence);
        break;
      case 'status':
        tell(this.#handlers.status, event, sequence);
        break;
      default:
        unreachable(event);
    }
  }
}

/** By index: a loop over the elements makes two objects each time. */
function tell<E>(handlers: readonly ((event: E, sequence: number) => void)[], event: E, sequence: number): void {
  for (let k = 0; k < handlers.length; k++) handlers[k]!(event, sequence);
}
