import { z } from 'zod';
import {
  defineStrategy,
  type StrategyDefinition,
  type StrategyHandlers,
  type StrategySetup,
} from '../../src/strategy/strategy.ts';

type Setup = StrategySetup<Record<string, never>>;

/** A strategy written here, outside siis' own sources, as an author's is. */
export function authored(setup: (setup: Setup) => StrategyHandlers, name = 'authored'): StrategyDefinition {
  return defineStrategy({ name, params: z.strictObject({}), setup: (parts) => setup(parts) });
}

/** Throws on this very line: 18. */
export function throwHere(): never {
  throw new Error('oh no');
}
