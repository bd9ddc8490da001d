import { type CommandDefinition, defineCommand } from './command.ts';

function pausing(kind: 'pause' | 'play', help: string): CommandDefinition {
  return defineCommand({
    name: kind,
    usage: `${kind} [strategy]`,
    help,
    words: [['strategy']],
    parse: (words) =>
      words.length > 1
        ? { at: 1, message: `expected at most one strategy, came ${words.length} words` }
        : { kind, strategy: words[0] },
  });
}

/** Stops a strategy, or all of them, from deciding; open trades keep their protections. */
export const pause = pausing('pause', 'No new decisions of a strategy, or of all; open trades stay protected');

/** Lets a paused strategy, or all of them, decide again. */
export const play = pausing('play', 'A paused strategy, or all, decide again');
