import { dataOption, profileOption, rangeOptions, seedOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const check: Verb = {
  name: 'check',
  summary: 'Check a profile: right in itself, strategies load, data are there',
  args: [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }],
  options: [profileOption, dataOption, setOption],
  examples: ['siis check ema-cross', 'siis check profiles/mine.yaml --json'],
  run: async (call) => (await import('../run/check.ts')).runCheckVerb(call),
};

export const checkLookahead: Verb = {
  name: 'check lookahead',
  summary: 'Try whether any order depends on market data after it',
  details:
    'Runs the profile twice on the stored data, then again and again on data that are noise after a random moment. Every order before that moment must be the same; one that is not has looked ahead (exit code 1). A strategy that reads prices from somewhere else than siis cannot be caught this way.',
  args: [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }],
  options: [
    profileOption,
    dataOption,
    ...rangeOptions,
    setOption,
    seedOption,
    { flags: '--cuts <n>', text: 'How many random moments. Default: 5' },
  ],
  examples: ['siis check lookahead ema-cross', 'siis check lookahead mine --cuts 20 --from 2026-01'],
  run: async (call) => (await import('../run/lookahead.ts')).runLookaheadVerb(call),
};

export const checkData: Verb = {
  name: 'check data',
  summary: 'Read every byte of the data folder and name all damage and all gaps',
  args: [],
  options: [dataOption],
  examples: ['siis check data', 'siis check data --data /mnt/ticks --json'],
  run: async (call) => (await import('../run/check-data.ts')).runCheckDataVerb(call),
};
