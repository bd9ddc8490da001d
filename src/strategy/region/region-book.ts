import type { Bus } from '../../bus/bus.ts';
import type { Clock, Timer } from '../../bus/clock.ts';
import type { RegionEvent, SignalEvent } from '../../market/event.ts';
import type { InstrumentId } from '../../market/instrument.ts';
import type { PriceWatch } from '../../market/price-watch.ts';
import type { Direction } from '../../market/record.ts';
import type { RegionPlan } from '../../market/region.ts';
import { removeFrom } from '../../util/list.ts';
import type { Origin, WatchedMarket } from '../market.ts';
import { boundsOf, extentOf, readRegion, regionWords } from './index.ts';
import type { RegionLife } from './region.ts';

/** A region in force, or yet to be. */
export interface Region {
  readonly id: string;
  readonly plan: RegionPlan;
  readonly life: RegionLife;
  readonly market: number;
  readonly instrument: InstrumentId;
  /** Name of the strategy that it concerns; `undefined`: all. */
  readonly strategy: string | undefined;
  readonly origin: Origin;
}

/** A wish that a region may stand against. */
interface Passage {
  readonly market: number;
  readonly strategy: string;
  readonly stage: 'entry' | 'exit';
  readonly direction: Direction;
  readonly price: number;
  readonly time: number;
}

interface Entry {
  readonly region: Region;
  readonly timer: Timer | undefined;
  readonly watch: PriceWatch | undefined;
}

/**
 * The regions of a session. What lies in one passes; where there are some for a stage and a strategy, what lies in none does
 * not. One that is yet to begin lets nothing pass; when the last is gone everything does.
 */
export class RegionBook {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #markets: readonly WatchedMarket[];
  readonly #entries: Entry[] = [];
  #made = 0;

  /** @param parts `nameOf`: the strategy of a strategy-trader; `undefined` for what no strategy decided */
  constructor(parts: {
    readonly bus: Bus;
    readonly clock: Clock;
    readonly markets: readonly WatchedMarket[];
    readonly nameOf: (traderId: string) => string | undefined;
  }) {
    const { bus, nameOf } = parts;
    this.#bus = bus;
    this.#clock = parts.clock;
    this.#markets = parts.markets;
    bus.on('signal', ({ signal, traderId, market }) => {
      if (signal.kind !== 'region') return;
      const strategy = nameOf(traderId);
      if (signal.remove !== undefined) this.#removeOf(signal.remove, market, strategy);
      const { value: plan } = signal.add === undefined ? {} : readRegion(signal.add);
      if (plan !== undefined) this.make(plan, { markets: [market], strategy, origin: 'strategy' });
    });
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** All regions, oldest first. */
  get all(): readonly Region[] {
    return this.#entries.map(({ region }) => region);
  }

  /** Makes a region, of a plan that was read, on each of some markets. @returns them, or what is wrong with it */
  make(
    plan: RegionPlan,
    of: { readonly markets: readonly number[]; readonly strategy: string | undefined; readonly origin: Origin },
  ): readonly Region[] | string {
    const now = this.#clock.now();
    const from = plan.from ?? now;
    const life = { from, until: plan.until ?? (plan.for === undefined ? Infinity : from + plan.for) };
    if (life.until <= now) return `expected a region that ends later than now, ${new Date(now).toISOString()}`;
    for (const market of of.markets) {
      const { price } = this.#markets[market]!.instrument;
      if (plan.cancel !== undefined && !price.canCount(plan.cancel))
        return `expected a lower cancel, came ${plan.cancel}`;
    }
    return of.markets.map((market) => this.#make(plan, life, { ...of, market }));
  }

  /** Takes a region away. @returns false when there is none of that id */
  remove(id: string): boolean {
    const entry = this.#entries.find(({ region }) => region.id === id);
    if (entry !== undefined) this.#end(entry, 'removed');
    return entry !== undefined;
  }

  /** Whether a wish may pass. */
  lets(wish: Passage): boolean {
    let isOpen = true;
    for (const { region } of this.#entries) {
      const { plan, life, market, strategy } = region;
      const { stage = 'both', direction = 'both' } = plan;
      if (market !== wish.market || (strategy !== undefined && strategy !== wish.strategy)) continue;
      if (stage !== 'both' && stage !== wish.stage) continue;
      isOpen = false;
      if (direction !== 'both' && direction !== wish.direction) continue;
      if (wish.time < life.from || wish.time >= life.until) continue;
      const { low, high } = boundsOf(plan, life, wish.time);
      if (wish.price >= low && wish.price <= high) return true;
    }
    return isOpen;
  }

  #make(plan: RegionPlan, life: RegionLife, of: Pick<Region, 'market' | 'strategy' | 'origin'>): Region {
    const { instrument } = this.#markets[of.market]!;
    this.#made++;
    const region: Region = { id: `r${this.#made}`, plan, life, instrument: instrument.id, ...of };
    const entry: Entry = {
      region,
      timer: life.until === Infinity ? undefined : this.#clock.at(life.until, () => this.#end(entry, 'expired')),
      watch: plan.cancel === undefined ? undefined : this.#cancelWatch(plan, plan.cancel, of.market, () => entry),
    };
    this.#entries.push(entry);
    if (entry.watch !== undefined) this.#markets[of.market]!.watch(entry.watch);
    this.#tell(region, 'made');
    return region;
  }

  #cancelWatch(plan: RegionPlan, cancel: number, market: number, entry: () => Entry): PriceWatch {
    return {
      source: 'last',
      level: this.#markets[market]!.instrument.price.fromNumber(cancel),
      up: cancel >= extentOf(plan).high,
      since: this.#clock.now(),
      reached: () => this.#end(entry(), 'canceled'),
    };
  }

  #removeOf(idOrLabel: string, market: number, strategy: string | undefined): void {
    for (const entry of [...this.#entries]) {
      const { region } = entry;
      const isNamed = region.id === idOrLabel || region.plan.label === idOrLabel;
      if (isNamed && region.market === market && region.strategy === strategy) this.#end(entry, 'removed');
    }
  }

  #end(entry: Entry, state: RegionEvent['state']): void {
    removeFrom(this.#entries, entry);
    if (entry.timer !== undefined) this.#clock.cancel(entry.timer);
    if (entry.watch !== undefined) this.#markets[entry.region.market]!.unwatch(entry.watch);
    this.#tell(entry.region, state);
  }

  #tell(region: Region, state: RegionEvent['state']): void {
    const { id, instrument, strategy, plan } = region;
    const words = `${plan.kind} ${regionWords(plan)}`;
    this.#bus.publish({ kind: 'region', state, id, instrument, strategy, time: this.#clock.now(), words });
  }
}

/** The price that a signal is about: the one it names, else the last one. */
export function priceOfSignal({ signal, price }: SignalEvent): number {
  if (signal.kind === 'enter') return signal.price ?? signal.trigger ?? price;
  return signal.kind === 'exit' ? (signal.price ?? price) : price;
}
