import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askReport } from '../src/watchdog/report-socket.ts';
import type { SessionReport } from '../src/watchdog/report.ts';
import { benchDir } from './tape.ts';

/*
 * `npm run soak`: paper sessions of a hundred markets through the shipped command, looked at from outside as `siis top` does.
 * First at fifty times real time, for what a person feels; then as fast as it goes, for what months would add up to.
 */

const program = resolve(import.meta.dirname, '../bin/siis.js');
/** Between two looks, ms. */
const every = 5000;
const day = 86_400_000;

interface Look {
  /** Market time, days. */
  readonly day: number;
  readonly report: SessionReport;
}

/** A figure beside its gate. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly gate: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    'long-minutes': { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
  },
});

mkdirSync(benchDir, { recursive: true });
const scratch = mkdtempSync(join(benchDir, 'soak-'));
try {
  const short = await session('soak-50', 50, minutes(values.minutes, 'minutes'));
  const long = await session('soak-fast', 100_000, minutes(values['long-minutes'], 'long-minutes'));
  const figures = [...ofPace(short), ...ofLength(long)];
  process.stdout.write(values.json ? `${JSON.stringify(figures, undefined, 2)}\n` : table(figures));
  process.exitCode = figures.every(({ value, gate }) => value <= gate) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function minutes(text: string, name: string): number {
  const count = Number(text);
  if (count > 0 && count <= 10_000) return count;
  throw new Error(`--${name}: expected minutes above 0, came ${text}`);
}

/** Runs a session for some minutes of wall time. @returns what was seen of it; the first looks, while it grows, are left out */
async function session(name: string, speed: number, length: number): Promise<Look[]> {
  process.stderr.write(`${name}: ${length} minutes\n`);
  const folder = join(scratch, name);
  const [sessions, path] = [join(folder, 'data', 'sessions', name), join(scratch, `${name}.json`)];
  mkdirSync(sessions, { recursive: true });
  writeFileSync(path, JSON.stringify(profileOf(name, speed)));
  const log = openSync(join(scratch, `${name}.log`), 'w');
  const args = [
    program,
    'paper',
    path,
    '--workspace',
    folder,
    '--for',
    `${Math.round(length * 60)}s`,
    '--log-format',
    'json',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', log, 'inherit'] });
  const looks: Look[] = [];
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  const isOver = ended.then(() => true);
  while (!(await Promise.race([isOver, sleep(every, false)]))) {
    const report = await askReport(sessions, every);
    if (report !== undefined && report.time > 0) looks.push({ day: report.time / day, report });
  }
  if ((await ended) !== 0) throw new Error(`${name} ended with ${await ended}`);
  return looks;
}

function profileOf(name: string, speed: number): object {
  return {
    name,
    seed: 7,
    instruments: Array.from({ length: 100 }, (_, k) => `demo:C${String(k).padStart(3, '0')}/USDT`),
    strategies: [
      { use: 'ema-cross', params: { timeframe: '1m', fast: 5, slow: 13, stopPercent: 1, targetPercent: 2 } },
    ],
    data: { source: 'synthetic', synthetic: { speed } },
    account: { balance: 1_000_000, leverage: 3 },
    sizing: { mode: 'quote', value: 500 },
    limits: { maxOpenTrades: 200, maxOpenTradesPerMarket: 3, maxDailyLossPercent: 50 },
    paper: { slippage: { ticks: 1 }, latency: { order: 50, jitter: 20, cancel: 50 } },
  };
}

function ofPace(looks: readonly Look[]): Figure[] {
  // Half a minute: what a session loads, and what V8 makes of its code, is over by then.
  const settled = looks.slice(Math.min(6, looks.length >> 1));
  const delays = settled.map(({ report }) => report.loopDelay ?? 0);
  return [
    { name: 'event loop late, p99 of the worst ten seconds', value: Math.max(...delays), unit: 'ms', gate: 20 },
    { name: 'memory at most', value: Math.max(...settled.map(({ report }) => report.memory)), unit: 'MB', gate: 400 },
  ];
}

/** The heap finds its size in the first third; what grows after it would grow for ever. */
function ofLength(looks: readonly Look[]): Figure[] {
  const settled = looks.slice(Math.ceil(looks.length / 3));
  const points = settled.map(({ day: x, report }) => [x, report.memory] as const);
  const [first, last] = [settled[0]?.day ?? NaN, settled.at(-1)?.day ?? NaN];
  process.stderr.write(`measured over ${(last - first).toFixed(1)} simulated days\n`);
  return [{ name: 'growth of memory a simulated day', value: slope(points), unit: 'MB', gate: 1 }];
}

/** Of the line of least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const up = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return up / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function table(figures: readonly Figure[]): string {
  const line = ({ name, value, unit, gate }: Figure): string =>
    `${name.padEnd(50)}${value.toFixed(1).padStart(10)} ${unit.padEnd(3)} gate ${gate} ${value <= gate ? 'met' : 'MISSED'}\n`;
  return figures.map(line).join('');
}
