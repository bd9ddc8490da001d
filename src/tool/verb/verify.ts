import { dataOption, profileOption, seedOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const verify: Verb = {
  name: 'verify',
  summary: 'Do the last paper session again and compare every order with its record',
  details:
    'A paper session writes down what came from outside and what its orders did. Done again through the same code, also over kills and restarts, it must do the same: the first difference is an error (exit code 1). Changes nothing; the session may be running meanwhile.',
  args: [
    { name: '[profile]', text: 'The same as --profile; or a bundle of a session, FILE.siis', completes: 'profile' },
  ],
  options: [profileOption, dataOption, setOption, seedOption],
  examples: ['siis verify mine', 'siis verify mine --json'],
  run: async (call) => (await import('../run/verify.ts')).runVerifyVerb(call),
};
