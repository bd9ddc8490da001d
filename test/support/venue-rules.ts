import type { EnterSignal, ExitSignal, Signal } from '../../src/market/signal.ts';
import { type Minute, ordersOf, type Print, tradesOf } from './venue-case.ts';

// Every test of test/paper-venue is a rule of docs/paper-venue.md, under the same number and in the same words:
// test/docs.test.ts compares the two.

/** Enters, one unit. */
export const buy: EnterSignal = { kind: 'enter', direction: 'long', quantity: 1 };

/** Enters short, one unit. */
export const sell: EnterSignal = { kind: 'enter', direction: 'short', quantity: 1 };

/** Leaves. */
export const exit: ExitSignal = { kind: 'exit' };

/** The minute before the first decision. */
export const before: Print = [1, 100];

/** A minute that ends where it began. */
export const flat: Minute = [100, 101, 99, 100];

/** These minutes, after two flat ones and before one at the last price. */
export const around = (minutes: readonly Minute[]): Minute[] => {
  const last = minutes.at(-1)![3];
  return [flat, flat, ...minutes, [last, last, last, last]];
};

/** What becomes of a wish that is decided at 120 s, over `around` these minutes: its orders. */
export const orders = (minutes: readonly Minute[], wish: Signal, profile = ''): Promise<string[]> =>
  ordersOf({ profile, minutes: around(minutes), wish: { 2: wish } });

/** The same: its trades. */
export const trades = (minutes: readonly Minute[], wish: Signal, profile = ''): Promise<string[]> =>
  tradesOf({ profile, minutes: around(minutes), wish: { 2: wish } });
