import { defineCommand } from './command.ts';

/** Stops a strategy, or all of them, from deciding; open trades keep their protections. */
export const pause = defineCommand({
  name: 'pause',
  usage: 'pause [strategy]',
  help: 'No new decisions of a strategy, or of all; open trades stay protected',
  parse: (words) =>
    words.length > 1
      ? `expected at most one strategy, came ${words.length} words`
      : { kind: 'pause', strategy: words[0] },
});
