import { dataOption, rangeOptions } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const exportVerb: Verb = {
  name: 'export',
  summary: 'Write stored ticks or bars to a file, or to stdout',
  args: [{ name: '[instrument]', text: 'The same as --instrument', completes: 'instrument' }],
  options: [
    { flags: '-i, --instrument <name>', text: 'What to write, binance:BTC/USDT', completes: 'instrument' },
    {
      flags: '--bars <timeframe>',
      text: 'Bars of this length, made from stored bars or ticks',
      completes: 'timeframe',
    },
    { flags: '--ticks', text: 'Ticks instead of bars' },
    dataOption,
    ...rangeOptions,
    { flags: '--side <side>', text: 'Which price bars are made of', choices: ['trade', 'bid', 'ask'] },
    { flags: '--offset <duration>', text: 'Moves where bars begin: -2h for days that begin at 22:00 UTC' },
    {
      flags: '--format <name>',
      text: 'csv, json, or jsonl (an object a line). Default: by the name of the file, else csv',
    },
    {
      flags: '-o, --out <file>',
      text: 'Where to; a name that ends in .gz is packed. Default: stdout',
      completes: 'file',
    },
  ],
  examples: [
    'siis export binance:BTC/USDT --bars 1h --from 2026 --out btc-1h.csv',
    'siis export binance:BTC/USDT --ticks --format jsonl | head',
  ],
  run: async (call) => (await import('../run/export.ts')).runExportVerb(call),
};
