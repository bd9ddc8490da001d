import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * How long a key takes to be seen: from writing it into the terminal of the running demo to the first bytes that show the page it
 * opens. Needs `script` of util-linux for a terminal. node bench/keys.ts [keys]
 */
const program = resolve(import.meta.dirname, '../bin/siis.js');
const pages = [
  ['F', 'Trades'],
  ['T', 'Tickers'],
  ['V', 'Chart'],
  ['H', 'Home'],
  ['E', 'Equity'],
  ['A', 'Account'],
] as const;
const wanted = Number(process.argv[2] ?? 120);
const folder = mkdtempSync(join(tmpdir(), 'siis-keys-'));
const command = `stty cols 200 rows 60; ${process.execPath} ${program} demo`;
const child = spawn('script', ['-qfc', command, '/dev/null'], {
  cwd: folder,
  env: { ...process.env, XDG_STATE_HOME: folder, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
  stdio: ['pipe', 'pipe', 'inherit'],
});
let seen = '';
let onData: () => void = () => undefined;
child.stdout.on('data', (data: Buffer) => {
  seen += data.toString();
  onData();
});

/** Waits until what came since it was emptied matches. */
function shows(pattern: RegExp): Promise<void> {
  return new Promise((done) => {
    onData = () => {
      if (!pattern.test(seen)) return;
      onData = () => undefined;
      done();
    };
    onData();
  });
}

await shows(/ACTIVE/);
await sleep(3000);
const took: number[] = [];
for (let k = 0; k < wanted; k++) {
  const [key, title] = pages[k % pages.length]!;
  seen = '';
  const began = performance.now();
  child.stdin.write(key);
  // The tab of the present page is written anew, in its own colours.
  // oxlint-disable-next-line no-await-in-loop -- one key after the other
  await shows(new RegExp(`${key} ${title} `));
  took.push(performance.now() - began);
  // oxlint-disable-next-line no-await-in-loop -- a person takes as long
  await sleep(60 + (k % 7) * 10);
}
child.stdin.write('\u0003');
await new Promise((done) => child.on('close', done));
rmSync(folder, { recursive: true, force: true });
took.sort((a, b) => a - b);
const at = (part: number): string => took[Math.min(took.length - 1, Math.floor(took.length * part))]!.toFixed(1);
process.stdout.write(
  `${took.length} keys: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms\n`,
);
