import { dataOption, profileOption, seedOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const configShow: Verb = {
  name: 'config show',
  summary: 'Print a profile; with --resolved the effective one, with the origin of each value',
  details: 'Origins: the command line, the environment, file:line:column, default. Secrets are never shown.',
  args: [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }],
  options: [
    profileOption,
    { flags: '--resolved', text: 'Every value, defaults too, and where it came from' },
    dataOption,
    setOption,
    seedOption,
  ],
  examples: [
    'siis config show ema-cross --resolved',
    'siis config show mine --resolved --set account.leverage=3 --json',
  ],
  run: async (call) => (await import('../run/config-show.ts')).runConfigShowVerb(call),
};
