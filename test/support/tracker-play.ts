import { prints, type Tape } from './tape.ts';
import { playTrades, type Script, type ScriptOptions } from './trade-script.ts';
import type { EnterSignal } from '../../src/market/signal.ts';

/** A print at half past each second, from 0.5 s on; many lots, so that none are short unless a test says so. */
export function path(...prices: readonly (number | readonly [price: number, lots: number])[]): Tape {
  return prints(
    ...prices.map((each, k) => {
      const [price, lots] = typeof each === 'number' ? [each, 1_000_000] : each;
      return [k * 1000 + 500, price, lots] as const;
    }),
  );
}

/** Ten units. */
export const long: EnterSignal = { kind: 'enter', direction: 'long', quantity: 10 };

/** Ten units, the other way. */
export const short: EnterSignal = { kind: 'enter', direction: 'short', quantity: 10 };

/** All of it, at once. */
export const exit = { kind: 'exit' } as const;

/** What trades come to on a tape where a script says when to do what. */
export function play(say: ScriptOptions['say'], tape: Tape, options: Partial<ScriptOptions> = {}): Script {
  return playTrades({ say, tape, leverage: 10, ...options });
}
