import { dataOption, profileOption, seedOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

const options = [
  dataOption,
  setOption,
  seedOption,
  { flags: '--for <duration>', text: 'Stop after this wall time: 30s, 15m, 4h. Default: until Ctrl-C' },
  {
    flags: '--workers <n>',
    text: "Threads for the strategies, 0 for none; goes before the profile's. Default: one per core",
  },
  { flags: '--lines', text: 'Lines also where the terminal could show more' },
  { flags: '--record', text: 'Store the ticks of a synthetic market as they pass, for backtests' },
];

const watch = { flags: '--watch', text: 'Have the code of strategies take over whenever their files change' };
const fresh = { flags: '--fresh', text: 'Begin a new session, also where the last one could go on' };

export const paper: Verb = {
  name: 'paper',
  summary: 'Trade a profile on paper: the same engine as a backtest, in running time',
  details:
    'Prints signals, orders, fills, trades and the state of the account as lines; with --json as one JSON object a line. Commands are read from the input, a line each: pause, play, close, cancel, state, kill. A session that was left, or killed, goes on where it was: trades, stops and balances as they were. `siis --profile NAME --paper` is the same.',
  args: [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }],
  options: [profileOption, ...options, fresh, watch],
  examples: ['siis paper demo --for 30s', 'siis --profile demo --paper', 'siis paper demo --json | head'],
  run: async (call) => (await import('../run/paper.ts')).runPaperVerb(call),
};

export const demo: Verb = {
  name: 'demo',
  summary: 'Paper trading on an invented market: no network, no stored data',
  args: [],
  options,
  examples: ['siis demo', 'siis demo --for 30s --seed 7'],
  run: async (call) => (await import('../run/paper.ts')).runDemoVerb(call),
};
