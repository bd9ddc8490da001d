import { dataOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const importVerb: Verb = {
  name: 'import',
  summary: 'Store ticks or bars from files: CSV, TSV, JSON, gzip, zip, in the formats of many sources',
  details:
    'Every row of every file is checked first; only when all are good is anything stored. A file that contradicts what is stored, or a file before it, is left out as a whole and ends the import; the files before it stay. What is stored already is recognised, so a file may be imported again.',
  args: [{ name: '<files...>', text: 'Files to read', completes: 'file' }],
  options: [
    dataOption,
    {
      flags: '-i, --instrument <name>',
      text: 'What the files are of, binance:BTC/USDT. Default: told by the files',
      completes: 'instrument',
    },
    { flags: '--timeframe <name>', text: 'Of bars. Default: told by the file', completes: 'timeframe' },
    { flags: '--format <name>', text: 'Of the files. Default: recognised' },
    { flags: '--columns <names>', text: 'Names of the columns: time,open,close,high,low,volume' },
    { flags: '--timezone <zone>', text: "Of times without one: UTC-5, Europe/Berlin. Default: the format's, else UTC" },
    { flags: '--price-step <step>', text: 'Smallest price step. Default: the finest digits seen' },
    { flags: '--lot-step <step>', text: 'Smallest quantity step. Default: the finest digits seen' },
    { flags: '--side <side>', text: 'Which price bars are made of', choices: ['trade', 'bid', 'ask'] },
    { flags: '--allow-crossed', text: 'Take quotes whose bid is often, or far, above the ask' },
  ],
  examples: [
    'siis import BTCUSDT-1m-2026-01.zip',
    'siis import btc.csv.gz --instrument bitfinex:BTC/USD --columns time,open,close,high,low,volume',
  ],
  run: async (call) => (await import('../run/import.ts')).runImportVerb(call),
};
