import type { CommandDefinition } from '../command/command.ts';

/** What there is to say of a command. */
type Explained = Pick<CommandDefinition, 'usage' | 'help' | 'aliases' | 'examples'>;

/** The help of one command, line by line. */
export function commandHelp({ usage, help, aliases = [], examples = [] }: Explained): string[] {
  return [
    usage,
    '',
    help,
    ...(aliases.length === 0 ? [] : ['', `Short: ${aliases.join(', ')}`]),
    ...(examples.length === 0 ? [] : ['', 'Examples', ...examples.map((each) => `  ${each}`)]),
    '',
    'CAPITALS stand for what you put there, [ ] for what may be left out, | for a choice.',
    'MARKET is a name such as BTC; TRADE is an id from page F; LEVEL is a price, or a distance such as 1.5%.',
  ];
}
