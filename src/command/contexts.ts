import { defineCommand } from './command.ts';

/** Lists the contexts. */
export const contexts = defineCommand({
  name: 'contexts',
  usage: 'contexts',
  help: 'Lists the contexts of the profile and how many trades each has',
  parse: (words) => (words.length > 0 ? 'expected nothing after contexts' : { kind: 'list', what: 'contexts' }),
});
