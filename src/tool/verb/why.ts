import { dataOption, profileOption, rangeOptions, seedOption, sessionOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const why: Verb = {
  name: 'why',
  summary: 'Explain a trade, an order, a signal, an alert or a region, or why there was no trade',
  details:
    'Does the last paper session again, or a backtest where there is none, and prints what led to a trade and what ended it: what the strategy saw and said, how the size was worked out, which caps were looked at, what was sent and what the venue answered. Without an id the last trades are listed with theirs. With --not and --at: what kept each strategy from trading there. Nothing is recorded for it, and nothing changes.',
  args: [
    { name: '[profile]', text: 'The same as --profile', completes: 'profile' },
    {
      name: '[id]',
      text: 'Of a trade, a signal, an order, a fill, an alert (a3) or a region (r2), or the id an order was sent with',
    },
  ],
  options: [
    profileOption,
    sessionOption,
    { flags: '--backtest', text: 'A backtest of the stored data, also where there is a session' },
    ...rangeOptions,
    { flags: '--not <instrument>', text: 'What kept strategies from trading on it', completes: 'instrument' },
    { flags: '--at <time>', text: 'With --not: the moment, in the forms of --from' },
    dataOption,
    setOption,
    seedOption,
  ],
  examples: [
    'siis why mine',
    'siis why mine 4fj2k1-12',
    'siis why mine 4fj2k1-12-e1 --backtest --from 2026-01 --json',
    'siis why mine --not binance:BTC/USDT --at 2026-01-05T14:30',
  ],
  run: async (call) => (await import('../run/why.ts')).runWhyVerb(call),
};
