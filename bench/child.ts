import { rows } from './rows/index.ts';
import { z } from 'zod';
import { median } from './median.ts';
import type { BenchPlace, Outcome, Work } from './row.ts';
import { stopwatch, type Took } from './stopwatch.ts';

/** What a row's process says when it is ready, and after each time it was told to run. */
export type ChildMessage =
  | { readonly kind: 'ready'; readonly n: number }
  | { readonly kind: 'ran'; readonly took: Took; readonly outcome: Outcome; readonly megabytes: number };

/** Short works are run again and again until this much time is over, and the median counts: s. */
const enough = 0.2;
const mostRuns = 25;

const place: z.ZodType<BenchPlace> = z.object({
  ticks: z.number(),
  tapes: z.string(),
  bars: z.string(),
  scratch: z.string(),
  scale: z.number(),
});

const [name, text] = process.argv.slice(2);
const row = rows.find((each) => each.name === name);
if (row === undefined || text === undefined || process.send === undefined)
  throw new Error('bench/child.ts is started by bench/run.ts');
const work = await row.open(place.parse(JSON.parse(text)));
say({ kind: 'ready', n: work.n });
process.on('message', () => {
  measured(work).then(say, (error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.disconnect();
  });
});

async function measured(prepared: Work): Promise<ChildMessage> {
  const times: Took[] = [];
  let outcome: Outcome = {};
  for (
    let spent = 0;
    times.length === 0 || (spent < enough && times.length < mostRuns);
    spent += times.at(-1)!.seconds
  ) {
    const watch = stopwatch();
    // One after the other: two at once would measure each other.
    // oxlint-disable-next-line no-await-in-loop
    outcome = await prepared.run();
    times.push(outcome.took ?? watch());
  }
  const took = {
    seconds: median(times.map(({ seconds }) => seconds)),
    processor: median(times.map(({ processor }) => processor)),
  };
  return { kind: 'ran', took, outcome, megabytes: process.resourceUsage().maxRSS / 1000 };
}

function say(message: ChildMessage): void {
  process.send!(message);
}
