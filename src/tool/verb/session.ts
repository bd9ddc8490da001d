import { dataOption, profileOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

const options = [profileOption, dataOption, setOption];
const args: Verb['args'] = [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }];

export const status: Verb = {
  name: 'status',
  summary: "Whether a profile's paper session runs, and how far its record reaches",
  details: 'Exit code 0 while it runs, 3 when it does not.',
  args,
  options,
  examples: ['siis status mine', 'siis status mine --json'],
  run: async (call) => (await import('../run/status.ts')).runStatusVerb(call),
};

export const stop: Verb = {
  name: 'stop',
  summary: "End a profile's running paper session in good order",
  details: 'Waits until it has ended. Exit code 3 when none runs, 5 when it does not end within 10 s.',
  args,
  options,
  examples: ['siis stop mine'],
  run: async (call) => (await import('../run/stop.ts')).runStopVerb(call),
};
