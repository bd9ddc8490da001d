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

export const ping: Verb = {
  name: 'ping',
  summary: "Whether the threads of a profile's running paper session answer, and why one is late",
  details: 'Exit code 0 when all answer, 3 when no session runs, 5 when one is late.',
  args,
  options,
  examples: ['siis ping mine', 'siis ping mine --json'],
  run: async (call) => (await import('../run/ping.ts')).runPingVerb(call),
};

export const top: Verb = {
  name: 'top',
  summary: 'What a running paper session does now: threads, queues, lag, memory, events a second',
  details: 'Exit code 3 when no session runs.',
  args,
  options,
  examples: ['siis top mine', 'siis top mine --json'],
  run: async (call) => (await import('../run/ping.ts')).runTopVerb(call),
};

export const attach: Verb = {
  name: 'attach',
  summary: "Open the terminal on a profile's paper session that runs in another process",
  details: 'Leaving the terminal, or killing it, does not end the session; several may be attached at once.',
  args,
  options,
  examples: ['siis paper mine --lines &', 'siis attach mine'],
  run: async (call) => (await import('../run/attach.ts')).runAttachVerb(call),
};

export const stop: Verb = {
  name: 'stop',
  summary: "End a profile's running paper session in good order",
  details:
    'Waits until it has ended; one that hangs is killed after 5 s, which loses nothing that it told. Exit code 3 when none runs.',
  args,
  options,
  examples: ['siis stop mine'],
  run: async (call) => (await import('../run/stop.ts')).runStopVerb(call),
};

export const reload: Verb = {
  name: 'reload',
  summary: "Have the changed code of strategies take over in a profile's running paper session",
  details:
    'Open trades stay as they are, their stops managed throughout; indicators stand where they would had the new code run from the beginning. Code that does not load, or refuses its parameters, changes nothing; code that fails in its first bar is taken back. Exit code 3 when no session runs.',
  args: [
    { name: '<profile>', text: 'Whose session', completes: 'profile' },
    { name: '[strategy]', text: 'As the profile names it. Default: all whose files changed' },
  ],
  options: [dataOption, setOption],
  examples: ['siis reload mine', 'siis reload mine my-strategy'],
  run: async (call) => (await import('../run/cmd.ts')).runReloadVerb(call),
};

export const cmd: Verb = {
  name: 'cmd',
  summary: "Tell a profile's running paper session something",
  details:
    'The same commands as on its input; `siis cmd mine help` lists them. What it did is printed; exit code 1 when it could not be done, 3 when no session runs.',
  args: [
    { name: '<profile>', text: 'Whose session', completes: 'profile' },
    { name: '<words...>', text: 'A command and what belongs to it', completes: 'command' },
  ],
  options: [dataOption, setOption],
  examples: [
    'siis cmd mine pause ema-cross',
    'siis cmd mine range-region binance:BTC/USDT 60000 70000 long for=4h',
    'siis cmd mine regions --json',
  ],
  run: async (call) => (await import('../run/cmd.ts')).runCmdVerb(call),
};

export const history: Verb = {
  name: 'history',
  summary: 'What a paper session did: its trades, orders, fills, signals, refusals or equity',
  details:
    'Read from the tables that a session writes beside its journal; what they lack is made from the journal. A session may run meanwhile.',
  args: [
    ...args,
    {
      name: '[what]',
      text: 'Default: trades',
      choices: ['trades', 'orders', 'fills', 'signals', 'refusals', 'equity'],
    },
  ],
  options: [
    { flags: '--session <id>', text: 'Which session: its id or how that begins. Default: the last one' },
    { flags: '--last <count>', text: 'So many rows, the last ones. Default: all' },
    { flags: '--csv', text: 'As CSV, with all columns' },
    ...options,
  ],
  examples: ['siis history mine', 'siis history mine orders --last 20', 'siis history mine trades --csv > trades.csv'],
  run: async (call) => (await import('../run/history.ts')).runHistoryVerb(call),
};
