import type { Bus } from '../../bus/bus.ts';
import type { Clock, Timer } from '../../bus/clock.ts';
import type { AlertPlan } from '../../market/alert.ts';
import type { AlertEvent } from '../../market/event.ts';
import type { InstrumentId } from '../../market/instrument.ts';
import type { PriceWatch } from '../../market/price-watch.ts';
import { removeFrom } from '../../util/list.ts';
import type { Origin, WatchedMarket } from '../market.ts';
import type { AlertWorld, Way } from './alert.ts';
import { alertWords, armAlert, looksAtBars, readAlert } from './index.ts';

/** An alert that waits. */
export interface Alert {
  readonly id: string;
  readonly plan: AlertPlan;
  readonly market: number;
  readonly instrument: InstrumentId;
  /** Strategy-trader that is told of it; `undefined`: people alone. */
  readonly traderId: string | undefined;
  readonly origin: Origin;
  readonly made: number;
  readonly from: number;
  /** Infinity: never. */
  readonly until: number;
  /** How often it will be told yet; Infinity: each time. */
  readonly left: number;
}

/** A condition that is looked out for, before or after somebody is to be told of it. */
export interface Armed {
  end: () => void;
  tell: ((value: number, way: Way) => void) | undefined;
}

interface Entry {
  readonly alert: Omit<Alert, 'left'>;
  left: number;
  armed: Armed | undefined;
  timers: readonly Timer[];
  watch: PriceWatch | undefined;
}

/** Whose an alert is, and where it looks. */
interface Making {
  readonly market: number;
  readonly traderId: string | undefined;
  readonly origin: Origin;
  /** What `prepare` made of the same plan. */
  readonly armed?: Armed;
}

/** The alerts of a session: looked out for, told as often as they want, and forgotten then. */
export class AlertBook {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #markets: readonly WatchedMarket[];
  readonly #onBar: (market: number) => AlertWorld['onBar'];
  readonly #entries: Entry[] = [];
  #made = 0;

  constructor(parts: {
    readonly bus: Bus;
    readonly clock: Clock;
    readonly markets: readonly WatchedMarket[];
    readonly onBar: (market: number) => AlertWorld['onBar'];
  }) {
    this.#bus = parts.bus;
    this.#clock = parts.clock;
    this.#markets = parts.markets;
    this.#onBar = parts.onBar;
    parts.bus.on('signal', ({ signal, traderId, market }) => {
      if (signal.kind !== 'alert') return;
      if (signal.remove !== undefined) this.#removeOf(signal.remove, market, traderId);
      const { value: plan } = signal.add === undefined ? {} : readAlert(signal.add);
      const fault = plan === undefined ? undefined : this.make(plan, { market, traderId, origin: 'strategy' });
      if (typeof fault === 'string') this.#say('warn', `an alert of a strategy was not made: ${fault}`);
    });
  }

  /** All alerts that wait, oldest first. */
  get all(): readonly Alert[] {
    return this.#entries.map(({ alert, left }) => ({ ...alert, left }));
  }

  /** Looks out for what an alert is about before it is made: what looks at bars is warm then. */
  prepare(plan: AlertPlan, market: number): Armed | undefined | string {
    return looksAtBars(plan) ? this.#arm(plan, market) : undefined;
  }

  /** Makes an alert, of a plan that was read. @returns it, or what is wrong with it */
  make(plan: AlertPlan, { armed: ready, ...of }: Making): Alert | string {
    const now = this.#clock.now();
    const { instrument } = this.#markets[of.market]!;
    const from = Math.max(now, plan.from ?? now);
    const until = plan.until ?? (plan.for === undefined ? Infinity : from + plan.for);
    if (until <= now) return `expected an alert that is given up later than now, ${new Date(now).toISOString()}`;
    const armed = ready ?? (looksAtBars(plan) || from === now ? this.#arm(plan, of.market) : undefined);
    if (typeof armed === 'string') return armed;
    this.#made++;
    const { times = 1 } = plan;
    const alert = { id: `a${this.#made}`, plan, instrument: instrument.id, ...of, made: now, from, until };
    const entry: Entry = { alert, left: times < 0 ? Infinity : times, armed, timers: [], watch: undefined };
    this.#entries.push(entry);
    const { timers } = entry;
    entry.timers = [
      ...timers,
      ...(from > now ? [this.#clock.at(from, () => this.#begin(entry))] : []),
      ...(until === Infinity ? [] : [this.#clock.at(until, () => this.#end(entry, 'expired'))]),
    ];
    this.#tell(entry, 'made');
    if (from === now) this.#begin(entry);
    return { ...alert, left: entry.left };
  }

  /** Takes an alert away. @returns false when there is none of that id */
  remove(id: string): boolean {
    const entry = this.#entries.find(({ alert }) => alert.id === id);
    if (entry !== undefined) this.#end(entry, 'removed');
    return entry !== undefined;
  }

  #arm(plan: AlertPlan, market: number): Armed | string {
    const armed: Armed = { end: () => undefined, tell: undefined };
    const world = { market: this.#markets[market]!, now: () => this.#clock.now(), onBar: this.#onBar(market) };
    const end = armAlert(plan, world, (value, way) => armed.tell?.(value, way));
    if (typeof end === 'string') return end;
    armed.end = end;
    return armed;
  }

  /** From now on it is told. */
  #begin(entry: Entry): void {
    const { plan, market } = entry.alert;
    const armed = entry.armed ?? this.#arm(plan, market);
    if (typeof armed === 'string') {
      this.#say('warn', `alert ${entry.alert.id}: ${armed}`);
      return this.#end(entry, 'removed');
    }
    entry.armed = armed;
    armed.tell = (value, way) => this.#trigger(entry, value, way);
    if (plan.kind !== 'price-cross' || plan.cancel === undefined) return;
    const { cancel, price, source = 'last' } = plan;
    entry.watch = {
      source,
      level: this.#markets[market]!.instrument.price.fromNumber(cancel),
      up: cancel > price,
      since: this.#clock.now(),
      reached: () => this.#end(entry, 'canceled'),
    };
    this.#markets[market]!.watch(entry.watch);
  }

  #trigger(entry: Entry, value: number, way: Way): void {
    entry.left--;
    if (entry.left === 0) this.#forget(entry);
    this.#tell(entry, 'triggered', { value, way });
  }

  #removeOf(idOrLabel: string, market: number, traderId: string): void {
    for (const entry of [...this.#entries]) {
      const { alert } = entry;
      const isNamed = alert.id === idOrLabel || alert.plan.label === idOrLabel;
      if (isNamed && alert.market === market && alert.traderId === traderId) this.#end(entry, 'removed');
    }
  }

  #end(entry: Entry, state: AlertEvent['state']): void {
    this.#forget(entry);
    this.#tell(entry, state);
  }

  #forget(entry: Entry): void {
    removeFrom(this.#entries, entry);
    for (const timer of entry.timers) this.#clock.cancel(timer);
    if (entry.watch !== undefined) this.#markets[entry.alert.market]!.unwatch(entry.watch);
    if (entry.armed === undefined) return;
    entry.armed.tell = undefined;
    entry.armed.end();
  }

  #tell({ alert, left }: Entry, state: AlertEvent['state'], what?: { value: number; way: Way }): void {
    const { id, plan, instrument, traderId } = alert;
    const words = alertWords(plan);
    this.#bus.publish({
      kind: 'alert',
      state,
      id,
      instrument,
      traderId,
      time: this.#clock.now(),
      label: plan.label,
      way: what?.way,
      value: what?.value,
      left,
      message: plan.message ?? words,
      words,
    });
  }

  #say(level: 'warn', message: string): void {
    this.#bus.publish({ kind: 'status', time: this.#clock.now(), level, source: 'alert', message });
  }
}
