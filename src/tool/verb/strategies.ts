import type { Verb } from './verb.ts';

export const strategies: Verb = {
  name: 'strategies',
  summary: "List the catalog's strategies, or the parameters of one",
  args: [{ name: '[name]', text: 'A strategy, or a file that holds one', completes: 'strategy' }],
  options: [],
  examples: ['siis strategies', 'siis strategies ema-cross', 'siis strategies ./strategies/mine.ts --json'],
  run: async (call) => (await import('../run/strategies.ts')).runStrategiesVerb(call),
};
