import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildLoop } from './cpp/build.ts';
import { type Measured, measure, type Yardstick } from './measure.ts';
import { readOptions, usage } from './options.ts';
import type { BenchPlace } from './row.ts';
import { storedBars } from './stored-bars.ts';
import { table } from './table.ts';
import { benchDir, storedDir, storedTape, wideTape } from './tape.ts';

const wish = readOptions(process.argv.slice(2));
if (typeof wish === 'string') {
  process.stderr.write(`${wish}\n`);
  process.exit(1);
}
if (wish.help) {
  process.stdout.write(usage());
  process.exit(0);
}
const { chosen, ticks, rounds, processor, json } = wish;
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
    json
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
    byProcessor: processor,
    loop: program === undefined ? undefined : { program, tape: wideTape(ticks, progress) },
  };
}
