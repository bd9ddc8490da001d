import { defineStrategy, z } from '../../src/index.ts';
import { randomStrategy, type RandomStrategyOptions } from './random-strategy.ts';

/** The random strategy as a file that a worker can load: its options are its parameters, and what it saw goes into the log. */
// oxlint-disable-next-line import/no-default-export -- what a strategy file offers
export default defineStrategy({
  name: 'random',
  params: z.looseObject({}),
  setup: (setup) => {
    const log: string[] = Object.assign([], { push: (text: string) => setup.log(text) });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test that names this file hands nothing else
    return randomStrategy({ ...(setup.params as unknown as RandomStrategyOptions), log }).setup(setup);
  },
});
