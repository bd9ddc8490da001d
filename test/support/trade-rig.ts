import { anInstrument } from './tick-run.ts';
import { Bus } from '../../src/bus/bus.ts';
import { SimulatedClock } from '../../src/bus/clock.ts';
import { pass } from './pass-time.ts';
import { Valuer } from '../../src/market/money.ts';
import type { OrderChange } from '../../src/market/order-change.ts';
import type { Order } from '../../src/market/order-fold.ts';
import type { OrderPurpose, OrderReport } from '../../src/market/order.ts';
import type { EnterSignal, Signal } from '../../src/market/signal.ts';
import { noJournal } from '../../src/trader/journal.ts';
import { OrderDesk } from '../../src/trader/order-desk.ts';
import { Tracker } from '../../src/strategy/trade/tracker.ts';

/** What a test of trades holds in hand. */
export interface Rig {
  readonly tracker: Tracker;
  readonly say: (signal: Signal) => void;
  readonly fill: (orderId: string, lots: number, price: number) => void;
  readonly gone: (orderId: string) => void;
  readonly word: (report: OrderReport) => void;
  /** Each order as it is wanted: `s1-x2 sell 4 market pending 0`. */
  readonly orders: () => string[];
  readonly ends: () => string[];
  readonly warnings: string[];
  /** Cancels and changes that reached the venue. */
  readonly asked: string[];
  /** Lets time pass, ms. */
  readonly wait: (time: number) => void;
  readonly desk: OrderDesk;
  /** Prices and lots that orders of a purpose have in force, while they live: `s1-s2 10 @ 90`. */
  readonly live: (purpose: OrderPurpose) => string[];
}

/** A tracker and a desk, and a venue whose words the test says. */
export function aRig(): Rig {
  const bus = new Bus();
  const clock = new SimulatedClock(0);
  const instrument = anInstrument('test:A/USD');
  const market = { instrument, valuer: new Valuer(instrument), last: 100, reduceOnly: true };
  const counter = { tradeBegan: () => undefined, tradeEnded: () => undefined };
  const defaults = { opposite: 'hedge', direction: 'both' } as const;
  bus.on('raw-order', ({ order }) => bus.publish({ kind: 'order', order: { ...order, lots: order.lots ?? 1 } }));
  bus.on('entry-move', ({ orderId, change, time }) => bus.publish({ kind: 'amend', orderId, change, time }));
  const asked: string[] = [];
  const venue = {
    takesFractions: true,
    confirmsChanges: true,
    submit: () => undefined,
    cancel: (id: string) => void asked.push(`cancel ${id}`),
    amend: (id: string, change: OrderChange) => void asked.push(`amend ${id} ${JSON.stringify(change)}`),
  };
  const desk = new OrderDesk({ bus, clock, venue, journal: noJournal, instance: 'x' });
  const tracker = new Tracker({ bus, clock, markets: [market], defaults, counter });
  const warnings: string[] = [];
  bus.on('status', ({ message }) => void warnings.push(message));
  let signals = 0;
  let fills = 0;
  const text = ({ request, wanted, state, filledLots }: Order): string =>
    [request.id, request.side, wanted.lots, request.type, state, filledLots].join(' ');
  return {
    tracker,
    warnings,
    asked,
    say: (signal) => {
      const id = `s${++signals}`;
      const common = { traderId: 't', market: 0, instrument: instrument.id, time: 0, price: 100 };
      bus.publish({ kind: 'signal', id, ...common, signal });
    },
    fill: (orderId, lots, price) => {
      const { request } = desk.orders.get(orderId)!;
      const how = { fee: 0n, maker: false, raised: false, orderLots: request.lots, time: 1 };
      const report = { kind: 'fill', fillId: `f${++fills}`, orderId, lots, price, ...how } as const;
      bus.publish({ kind: 'venue-report', report });
    },
    gone: (orderId) =>
      bus.publish({
        kind: 'venue-report',
        report: { kind: 'canceled', orderId, time: 1, reason: 'word of the venue' },
      }),
    desk,
    wait: (time) => pass(clock, time),
    live: (purpose) =>
      [...desk.orders.values()]
        .filter((order) => order.isLive && order.request.purpose === purpose)
        .map(({ request, lots, limit, trigger }) => `${request.id} ${lots} @ ${trigger ?? limit}`),
    word: (report) => bus.publish({ kind: 'venue-report', report }),
    orders: () => [...desk.orders.values()].map(text),
    ends: () =>
      tracker.closed.map(({ id, lots, exitPrice, reason, profit }) =>
        [id, lots, exitPrice, reason, Number(profit) / 1e12].join(' '),
      ),
  };
}

/** Ten units at a limit of 100. */
export const long: EnterSignal = { kind: 'enter', direction: 'long', type: 'limit', price: 100, quantity: 10 };
