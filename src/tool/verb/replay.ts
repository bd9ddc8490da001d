import { dataOption, profileOption, rangeOptions, seedOption, sessionOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const replay: Verb = {
  name: 'replay',
  summary: 'Go through a recorded paper session again: in the terminal, or as lines',
  details:
    'In a terminal the session is shown as it was: Space plays, 1 to 4 go on to the next bar, signal, order or trade, 6 to 9 back, and every page shows that moment. With --lines or --to, and where there is no terminal: prints what the session printed, with the same numbers of events: at once, or at --speed times real time. Every request, answer and fill is compared with the record on the way. With --from and --to only lines of that market time are printed; what comes before is done at full speed. Nothing is traded and nothing changes; the session may be running meanwhile.',
  args: [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }],
  options: [
    profileOption,
    sessionOption,
    { flags: '--last', text: 'The last session, which is the default' },
    { flags: '--speed <factor>', text: 'So many times as fast as real time. Default: as fast as it can' },
    { flags: '--lines', text: 'Lines instead of the terminal' },
    ...rangeOptions,
    dataOption,
    setOption,
    seedOption,
  ],
  examples: [
    'siis replay mine',
    'siis replay mine --from 2026-01-05T14:00 --to 2026-01-05T15:00 --speed 60',
    'siis replay mine --session 2026-03-01 --json',
  ],
  run: async (call) => (await import('../run/replay.ts')).runReplayVerb(call),
};
