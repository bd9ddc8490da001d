import { defineCommand } from './command.ts';

/** Lets a paused strategy, or all of them, decide again. */
export const play = defineCommand({
  name: 'play',
  usage: 'play [strategy]',
  help: 'A paused strategy, or all, decide again',
  parse: (words) =>
    words.length > 1
      ? `expected at most one strategy, came ${words.length} words`
      : { kind: 'play', strategy: words[0] },
});
