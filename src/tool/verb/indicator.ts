import { dataOption, rangeOptions } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const indicator: Verb = {
  name: 'indicator',
  summary: 'Compute an indicator over a file of bars or over stored ones; without a name, list them',
  details:
    'With --json a list of {time, value}; value is null before warm-up, and a map where there are several numbers.',
  args: [{ name: '[name]', text: 'sma, rsi, bollinger …', completes: 'indicator' }],
  options: [
    {
      flags: '--set <name=value>',
      text: 'A parameter of the indicator, for example length=14. Repeats',
      repeats: true,
    },
    { flags: '--bars <file>', text: 'Any file of bars that `siis import` reads', completes: 'file' },
    { flags: '--columns <names>', text: 'Names of the columns of that file: time,open,high,low,close,volume' },
    { flags: '--format <name>', text: 'Of that file. Default: recognised' },
    {
      flags: '-i, --instrument <name>',
      text: 'Stored bars of this instrument, instead of a file',
      completes: 'instrument',
    },
    {
      flags: '--timeframe <name>',
      text: 'Of stored bars, made from what is stored; of a file whose bars do not tell it',
      completes: 'timeframe',
    },
    {
      flags: '--of <price>',
      text: 'Price that a price indicator reads',
      choices: ['close', 'open', 'high', 'low', 'hl2', 'hlc3', 'ohlc4', 'volume'],
    },
    dataOption,
    ...rangeOptions,
  ],
  examples: [
    'siis indicator rsi --set length=14 --bars bars.csv',
    'siis indicator macd --instrument binance:BTC/USDT --timeframe 1h --json',
  ],
  run: async (call) => (await import('../run/indicator.ts')).runIndicatorVerb(call),
};
