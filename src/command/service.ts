import type { Service } from '../market/command.ts';
import { type CommandDefinition, defineCommand } from './command.ts';

function serving(what: Service, help: string, alias: string): CommandDefinition {
  return defineCommand({
    name: what,
    aliases: [alias],
    usage: what,
    help,
    parse: (words) =>
      words.length > 0 ? { at: 0, message: `expected nothing after ${what}` } : { kind: 'service', what },
  });
}

/** Writes everything down. */
export const save = serving('save', 'Writes down at once what is not on disk yet, and says where', 'sv');

/** Compares with the venue. */
export const recheck = serving('recheck', 'Compares orders and positions with what the venue has', 'rechk');

/** Connects anew. */
export const reconnect = serving(
  'reconnect',
  'Connects to the venue anew; on paper there is nothing to connect to',
  'recon',
);
