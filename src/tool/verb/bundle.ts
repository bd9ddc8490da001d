import { dataOption, profileOption, seedOption, sessionOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const bundle: Verb = {
  name: 'bundle',
  summary: 'Write a paper session to one file, with all that it depends on, for others to verify',
  details:
    'The bundle holds the record of the session, the profile and the source of its strategies, and names the stored data it was played on. It is verified before it is written. `siis verify FILE` does it again elsewhere. For backtests: siis backtest --bundle.',
  args: [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }],
  options: [
    profileOption,
    sessionOption,
    { flags: '-o, --out <file>', text: 'Where to. Default: PROFILE.siis in this folder', completes: 'file' },
    dataOption,
    setOption,
    seedOption,
  ],
  examples: ['siis bundle mine', 'siis bundle mine --session 2026-03-01 --out march.siis', 'siis verify march.siis'],
  run: async (call) => (await import('../run/bundle.ts')).runBundleVerb(call),
};
