import type { OptionSpec } from './verb.ts';

/** Options of every verb, before or after its name. */
export const commonOptions: readonly OptionSpec[] = [
  { flags: '--json', text: 'Results as JSON on stdout; errors as one line of JSON on stderr' },
  { flags: '-v, --verbose', text: 'Say more about how it goes, on stderr' },
  { flags: '-q, --quiet', text: 'No progress and no information, only warnings and errors' },
  { flags: '--log-format <format>', text: 'Of what is said on stderr', choices: ['text', 'json'] },
  {
    flags: '--workspace <dir>',
    text: 'The folder with profiles/, strategies/ and data/. Default: the current one or the nearest parent with profiles/',
    completes: 'folder',
  },
  { flags: '--userdir <dir>', text: 'The same as --workspace', completes: 'folder', isHidden: true },
];

export const profileOption: OptionSpec = {
  flags: '-p, --profile <name>',
  text: 'A profile of the workspace or of the package, or a path to one',
  completes: 'profile',
};

export const dataOption: OptionSpec = {
  flags: '--data <dir>',
  text: "The data folder. Default: the profile's, or data/ in the workspace",
  completes: 'folder',
};

export const setOption: OptionSpec = {
  flags: '--set <path=value>',
  text: "Goes before the profile, for example account.balance=5000 or 'strategy.params.fast=8'. Repeats",
  repeats: true,
};

export const seedOption: OptionSpec = { flags: '--seed <seed>', text: 'Goes before the seed of the profile' };

export const sessionOption: OptionSpec = {
  flags: '--session <id>',
  text: 'A paper session, by its id or how that begins. Default: the last',
};

export const rangeOptions: readonly OptionSpec[] = [
  {
    flags: '--from <time>',
    text: 'Start, UTC: YYYY[-MM[-DD[THH[:MM[:SS]]]]], or seconds or ms since 1970. Default: where the data begin',
  },
  { flags: '--to <time>', text: 'End, exclusive. Default: where the data end' },
  { flags: '--timerange <range>', text: 'Both at once: 20260101-20260301, either side may be missing' },
];
