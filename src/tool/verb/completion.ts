import type { Verb } from './verb.ts';

export const completion: Verb = {
  name: 'completion',
  summary: 'Print a script that lets the shell complete verbs, options, profiles, instruments …',
  args: [{ name: '<shell>', text: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
  options: [],
  examples: ['siis completion bash >> ~/.bashrc', 'siis completion fish > ~/.config/fish/completions/siis.fish'],
  run: async (call) => (await import('../run/completion.ts')).runCompletionVerb(call),
};

/** What the scripts ask. */
export const complete: Verb = {
  name: '__complete',
  summary: 'Print what the last of these words may be',
  args: [{ name: '[words...]', text: 'The command line after `siis`, the word to complete last' }],
  options: [],
  examples: [],
  isHidden: true,
  run: async (call, verbs) => (await import('../run/complete.ts')).runCompleteVerb(call, verbs),
};
