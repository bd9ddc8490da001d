import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLoop } from './cpp/build.ts';
import { type Measured, measure, type Yardstick } from './measure.ts';
import type { BenchPlace, Row } from './row.ts';
import { rows } from './rows/index.ts';
import { storedBars } from './stored-bars.ts';
import { table } from './table.ts';
import { benchDir, storedDir, storedTape, wideTape } from './tape.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    ticks: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    processor: { type: 'boolean', default: false },
  },
});
const ticks = whole('--ticks', values.ticks ?? (values.quick ? '5000000' : '100000000'));
const rounds = whole('--rounds', values.rounds ?? (values.quick ? '3' : '7'));
const chosen = choose(values.only);
const progress = (message: string): void => void process.stderr.write(`${message}\n`);

mkdirSync(benchDir, { recursive: true });
const scratch = mkdtempSync(join(benchDir, 'scratch-'));
try {
  const place = prepare();
  const yardstick = prepareYardstick();
  const measured: Measured[] = [];
  for (const row of chosen) {
    progress(`${row.name}: ${row.about}`);
    // oxlint-disable-next-line no-await-in-loop -- one at a time, or they measure each other
    measured.push(await measure(row, place, yardstick));
  }
  process.stdout.write(
    values.json
      ? `${JSON.stringify(
          measured.map(({ result }) => result),
          undefined,
          2,
        )}\n`
      : table(measured),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Makes what the chosen rows need on disk. Small tapes come with small bars. */
function prepare(): BenchPlace {
  const scale = Math.min(1, ticks / 5_000_000);
  if (chosen.some(({ needs }) => needs.includes('tapes'))) storedTape(ticks, storedDir(ticks), progress);
  const bars = chosen.some(({ needs }) => needs.includes('bars')) ? storedBars(scale, progress) : '';
  return { ticks, tapes: storedDir(ticks), bars, scratch, scale };
}

function prepareYardstick(): Yardstick {
  const program = chosen.some(({ against }) => against === 'loop') ? buildLoop() : undefined;
  return {
    rounds,
    byProcessor: values.processor,
    loop: program === undefined ? undefined : { program, tape: wideTape(ticks, progress) },
  };
}

function choose(only: string | undefined): readonly Row[] {
  if (only === undefined) return rows;
  return only.split(',').map((name) => {
    const row = rows.find((each) => each.name === name);
    if (row === undefined)
      throw new Error(`--only: expected some of ${rows.map((each) => each.name).join(', ')}; came ${name}`);
    return row;
  });
}

function whole(option: string, text: string): number {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option}: expected a whole number, came ${text}`);
  return value;
}
