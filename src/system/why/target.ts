import type { Profile } from '../../config/profile.ts';
import type { InstrumentId } from '../../market/instrument.ts';
import { hash32 } from '../../util/random.ts';

/** What an id names: a trade (or the signal that began it, or a signal of another kind), or one of its orders. */
export interface Target {
  /** As it was asked for. */
  readonly text: string;
  readonly strategy: string;
  readonly instrument: InstrumentId;
  /** Id of the signal; that of the trade where the signal opened one. */
  readonly signalId: string;
  /** Absent: the whole trade. */
  readonly orderId: string | undefined;
}

/** The id of a strategy on an instrument. First part of the ids of its signals, trades and orders. */
function traderId(strategy: string, instrument: string): string {
  return hash32(`${strategy}@${instrument}`).toString(36);
}

/**
 * Reads an id of a signal, trade, part of a trade, order or fill, or the id an order was sent with. `undefined` when no strategy
 * of the profile can have given it.
 */
export function readTarget(text: string, profile: Profile): Target | undefined {
  const words = text.trim().split('-');
  for (const { name, instruments } of profile.strategies) {
    for (const instrument of instruments) {
      const id = traderId(name, instrument);
      // An order id as it was sent has the tag of the instance in front and the attempt behind.
      const at = words[0] === id ? 0 : words[1] === id ? 1 : -1;
      const [count, order] = words.slice(at + 1);
      const number = /^(\d+)(?:\.\d+)?$/.exec(count ?? '')?.[1];
      if (at < 0 || number === undefined) continue;
      const letter = /^([a-z]\d+)(?:\.\d+)?$/.exec(order ?? '')?.[1];
      const signalId = `${id}-${number}`;
      // What filled after a trade was over is a trade of its own, told with the other.
      const orderId = letter === undefined || letter.startsWith('l') ? undefined : `${signalId}-${letter}`;
      return { text, strategy: name, instrument, signalId, orderId };
    }
  }
  return undefined;
}
