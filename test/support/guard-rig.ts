import { Bus } from '../../src/bus/bus.ts';
import { SimulatedClock } from '../../src/bus/clock.ts';
import { pass } from './pass-time.ts';
import type { SiisEvent } from '../../src/market/event.ts';
import { isReached, type PriceWatch } from '../../src/market/price-watch.ts';
import type { Signal } from '../../src/market/signal.ts';
import type { WatchedMarket } from '../../src/strategy/market.ts';
import { anInstrument } from './tick-run.ts';

/** What a test of regions and alerts holds in hand: two markets whose prices it sets, of which it tells the first. */
export interface GuardRig {
  readonly bus: Bus;
  readonly clock: SimulatedClock;
  readonly markets: readonly WatchedMarket[];
  /** Prices of the first market that somebody waits for. */
  readonly watches: PriceWatch[];
  /** A tick of the first market, bid and ask at once. */
  readonly price: (price: number, ask?: number) => void;
  /** Lets time pass, ms. */
  readonly wait: (time: number) => void;
  readonly say: (signal: Signal) => void;
  /** Events of a kind so far: `r1 made`. */
  readonly told: (kind: SiisEvent['kind']) => string[];
}

/** Begins at a price of 100. */
export function aGuardRig(): GuardRig {
  const bus = new Bus();
  const clock = new SimulatedClock(0);
  const watches: PriceWatch[] = [];
  const now = { last: 100, bid: 100, ask: 100 };
  const first: WatchedMarket = {
    instrument: anInstrument('test:A/USD'),
    get last() {
      return now.last;
    },
    get bid() {
      return now.bid;
    },
    get ask() {
      return now.ask;
    },
    watch: (watch) => void watches.push(watch),
    unwatch: (watch) => void (watches.includes(watch) && watches.splice(watches.indexOf(watch), 1)),
  };
  const other: WatchedMarket = {
    instrument: anInstrument('test:B/USD'),
    last: 100,
    bid: 100,
    ask: 100,
    watch: () => undefined,
    unwatch: () => undefined,
  };
  const events: SiisEvent[] = [];
  bus.tap((event) => events.push(event));
  let signals = 0;
  return {
    bus,
    clock,
    markets: [first, other],
    watches,
    price: (bid, ask = bid) => {
      Object.assign(now, { last: bid, bid, ask });
      for (const watch of [...watches]) {
        const price = watch.source === 'mid' ? (bid + ask) / 2 : now[watch.source];
        if (!isReached(watch, price) || !watches.includes(watch)) continue;
        first.unwatch(watch);
        watch.reached(price);
      }
    },
    wait: (time) => pass(clock, time),
    say: (signal) => {
      const common = { traderId: 't', market: 0, instrument: first.instrument.id, time: clock.now(), price: now.last };
      bus.publish({ kind: 'signal', id: `s${++signals}`, ...common, signal });
    },
    told: (kind) =>
      events
        .filter((event) => event.kind === kind)
        .map((event) => ('id' in event && 'state' in event ? `${event.id} ${event.state}` : event.kind)),
  };
}
