import { dataOption, profileOption, rangeOptions, seedOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const backtest: Verb = {
  name: 'backtest',
  summary: 'Run a profile on stored ticks or bars and report what it would have made',
  details:
    'Ctrl-C ends the run early with a report of what ran (exit code 130); a second one ends at once. The same profile, data and seed give the same hash of orders, with any number of workers.',
  args: [
    { name: '[profile]', text: 'The same as --profile; or a bundle, FILE.siis, to be run again', completes: 'profile' },
  ],
  options: [
    profileOption,
    dataOption,
    ...rangeOptions,
    setOption,
    seedOption,
    { flags: '--workers <n>', text: 'Threads for profiles whose accounts are separate. Default: one per core' },
    { flags: '--report <file>', text: 'Also write the report as one HTML file', completes: 'file' },
    {
      flags: '--bundle <file>',
      text: 'Also write the run to one file, with source, profile and results; siis backtest FILE.siis runs it again',
      completes: 'file',
    },
    {
      flags: '--equity <resolution>',
      text: "Goes before the profile's report.equity",
      choices: ['auto', 'bar', '1m', '1h', '1d'],
    },
    { flags: '--timestep <seconds>', text: 'Accepted: the engine goes from event to event', isHidden: true },
    { flags: '--time-factor <factor>', text: 'Accepted: a backtest runs as fast as it can', isHidden: true },
    { flags: '--no-interactive', text: 'Accepted: a backtest never asks', isHidden: true },
  ],
  examples: [
    'siis backtest ema-cross',
    'siis backtest --profile bitfinex-2016 --from 2016-01 --to 2016-07 --report report.html',
    'siis backtest ema-cross --bundle ema.siis',
    'siis backtest ema.siis',
    'siis backtest ema-cross --timerange 20260101-20260301 --set strategy.params.fast=8 --json',
  ],
  run: async (call) => (await import('../run/backtest.ts')).runBacktestVerb(call),
};
