import type { Verb } from './verb.ts';

export const init: Verb = {
  name: 'init',
  summary: 'Make a workspace: a strategy, its profile, and what an editor needs to know',
  args: [{ name: '<dir>', text: 'The folder; made when it is missing', completes: 'folder' }],
  options: [{ flags: '--force', text: 'Also in a folder that is not empty. Never overwrites a file' }],
  examples: ['siis init my-bot'],
  run: async (call) => (await import('../run/init.ts')).runInitVerb(call),
};
