import { defineCommand } from './command.ts';

/** Has new code of a strategy take over. */
export const reload = defineCommand({
  name: 'reload',
  usage: 'reload [strategy]',
  help: 'The code of a strategy, or of all whose files changed, is read again and takes over; open trades stay protected, and code that fails in its first bar is taken back',
  words: [['strategy']],
  parse: (words) =>
    words.length > 1
      ? { at: 1, message: `expected at most one strategy, came ${words.length} words` }
      : { kind: 'reload', strategy: words[0] },
});
