import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { BenchRun, writeProfile } from '../profile.ts';
import type { Row } from '../row.ts';
import { shortBars } from '../stored-bars.ts';
import { benchDir, benchInstrument } from '../tape.ts';

const program = resolve(import.meta.dirname, '../../bin/siis.js');

const coldStart: Row = {
  name: 'cold-start',
  unit: 'run',
  about: 'siis backtest on 75 000 stored bars: the whole process, to the printed result',
  gate: { seconds: 0.35 },
  against: 'node',
  needs: ['bars'],
  open: ({ bars }) => {
    const profile = writeProfile({ name: 'cold-start', instruments: [shortBars], strategy: 'cross-bracket.ts' });
    // A cache of its own, so that the first run fills it and the user's is left alone.
    const env = { ...process.env, XDG_CACHE_HOME: join(benchDir, 'cache') };
    return {
      n: 1,
      run: () => {
        const args = [program, 'backtest', profile, '--data', bars];
        const ended = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
        if (ended.status !== 0) throw new Error(`siis backtest ended with ${ended.status}: ${ended.stderr}`);
        return {};
      },
    };
  },
};

const streamingMemory: Row = {
  name: 'streaming-rss',
  unit: 'MB',
  about: 'peak memory of a process that backtests the whole tape, every tick of it seen',
  gate: { megabytes: 150 },
  against: 'gate',
  needs: ['tapes'],
  open: async ({ ticks, tapes }) =>
    (
      await BenchRun.open({ name: 'streaming-rss', instruments: [benchInstrument], strategy: 'every-tick.ts' }, tapes)
    ).work(ticks),
};

/** Rows over whole processes. */
export const processRows: readonly Row[] = [coldStart, streamingMemory];
