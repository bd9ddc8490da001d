import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BenchRun } from '../../bench/profile.ts';
import { rows } from '../../bench/rows/index.ts';
import { benchInstrument, storedDir, storedTape, wideTape } from '../../bench/tape.ts';
import { loopTrades, readWide } from '../support/bench-rules.ts';
import { run } from '../support/program.ts';
import { root } from '../support/source.ts';

const count = 100_000;
const results = z.array(
  z.strictObject({
    name: z.string(),
    n: z.number().positive(),
    unit: z.enum(['tick', 'bar', 'record', 'run', 'MB']),
    seconds: z.number().positive(),
    perSecond: z.number().positive(),
    reference: z.string().min(1),
    ratio: z.number().positive(),
  }),
);

describe('the benchmark', { timeout: 240_000 }, () => {
  it('prints a well-formed row for everything it measures, and nothing else', async () => {
    const args = [join(root, 'bench/run.ts'), '--json', '--ticks', String(count), '--rounds', '1'];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: root });
    expect(code, stderr).toBe(0);
    const printed = results.parse(JSON.parse(stdout));
    expect(printed.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
  });

  it('trades by the rules of the reference loop', async () => {
    const ticks = 700_000;
    storedTape(ticks);
    const { time, price } = readWide(wideTape(ticks), ticks);
    const wanted = loopTrades(time, price);
    const profile = { name: 'rules', instruments: [benchInstrument], strategy: 'stop-bracket.ts' };
    const { trades } = (await BenchRun.open(profile, storedDir(ticks))).run();
    const profit = trades.reduce((sum, trade) => sum + Number(trade.profit) + Number(trade.fees), 0);
    expect(wanted.trades).toBeGreaterThan(8);
    expect(trades.length).toBe(wanted.trades);
    expect(profit).toBeCloseTo(wanted.profit, 4);
  });
});
