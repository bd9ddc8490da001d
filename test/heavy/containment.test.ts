import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, start } from '../support/program.ts';
import { root } from '../support/source.ts';

const program = join(root, 'bin/siis.js');

interface Line {
  readonly type: string;
  readonly time: number;
  readonly strategy?: string;
  readonly message?: string;
  readonly source?: string;
  readonly tradeId?: string;
  readonly purpose?: string;
  readonly [field: string]: unknown;
}

/** What a planted strategy does at its hundredth bar, and what is said of it. */
const plants: readonly (readonly [name: string, code: string, said: RegExp])[] = [
  ['throw', `throw new Error('planted');`, /onBar: planted \(.*bad\.ts:\d+:\d+\)/],
  ['loop', `for (;;) Math.sqrt(2);`, /stopped: it gave no answer within 1 s/],
  [
    'heap',
    `for (let k = 0; k < 2e6; k++) kept.push({ k, text: 'x' + k });`,
    /stopped: it held \d+ MB, and 64 MB are allowed|stopped: it gave no answer|memory limit/,
  ],
  [
    'buffers',
    `for (let k = 0; k < 16; k++) kept.push(new Uint8Array(1 << 24).fill(1));`,
    /stopped: it held \d+ MB, and 64 MB are allowed/,
  ],
  ['rejection', `void Promise.reject(new Error('planted'));`, /stopped|unhandled rejection: planted/],
  ['exit', `process.exit(3);`, /process\.exit\(3\) was called/],
  ['late exit', `setTimeout(() => process.exit(3), 0);`, /uncaught error: process\.exit\(3\) was called/],
];

function badStrategy(code: string): string {
  return `import { defineStrategy, z } from 'siis';
const kept = [];
export default defineStrategy({
  name: 'bad',
  params: z.strictObject({}),
  setup: ({ watch }) => {
    watch('1m');
    let bars = 0;
    return {
      onBar: (bar) => {
        bars++;
        if (bars === 90) return { kind: 'enter', direction: 'long', stop: { percent: 0.05 } };
        if (bars >= 100) { ${code} }
        return undefined;
      },
    };
  },
});
`;
}

let workspace = '';
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'siis-contained-'));
  mkdirSync(join(workspace, 'profiles'));
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const neighbours = Array.from({ length: 9 }, (_, k) => ({
  use: 'ema-cross',
  name: `good${k}`,
  params: { timeframe: '1m', fast: 2 + k, slow: 12 + k, stopPercent: 0.5 },
}));

/** Trades for some seconds and returns what was said. */
async function trade(name: string, bad: string | undefined, workers: number): Promise<Line[]> {
  const state = join(workspace, `state-${name}`);
  if (bad !== undefined) writeFileSync(join(workspace, 'bad.ts'), bad);
  const profile = {
    name,
    instruments: ['demo:BTC/USDT'],
    strategies: [
      ...neighbours.slice(0, 5),
      ...(bad === undefined ? [] : [{ use: './bad.ts', name: 'bad' }]),
      ...neighbours.slice(5),
    ],
    account: { kind: 'margin', balance: 10_000_000, leverage: 10 },
    sizing: { mode: 'units', value: 0.1 },
    limits: { maxOpenTradesPerMarket: 50 },
    data: { source: 'synthetic', synthetic: { speed: 4000 } },
    budget: { time: '1s', memory: 64 },
  };
  writeFileSync(join(workspace, 'profiles', `${name}.json`), JSON.stringify(profile));
  const env = { ...process.env, XDG_STATE_HOME: state };
  const args = [
    program,
    'paper',
    name,
    '--json',
    '--for',
    '8s',
    '--workers',
    String(workers),
    '--workspace',
    workspace,
  ];
  const { stdout, stderr, code } = await run(process.execPath, args, { env });
  expect(code, stderr).toBe(0);
  const verified = await run(process.execPath, [program, 'verify', name, '--json', '--workspace', workspace], { env });
  expect(verified.code, verified.stderr).toBe(0);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}

/** What the neighbours wished for and were filled, up to a moment, without the numbers that count all events. */
function doneBy(lines: readonly Line[], until: number): string[] {
  const good = new Set(
    lines.filter(({ strategy }) => strategy?.startsWith('good')).map(({ id }) => String(id).split('-')[0]),
  );
  return lines
    .filter(({ type, time }) => time <= until && ['signal', 'order', 'fill', 'trade'].includes(type))
    .filter(({ id }) => good.has(String(id).split('-')[0]))
    .map(({ sequence: _sequence, clientOrderId: _tagged, ...rest }) => JSON.stringify(rest));
}

const lastOf = (lines: readonly Line[]): number => Math.max(...lines.map(({ time }) => time));

describe('a bad strategy on a worker', () => {
  let alone: Line[] = [];
  beforeAll(async () => {
    alone = await trade('alone', undefined, 0);
  });

  it.each(plants)(
    'is stopped when it plants: %s; its trade is managed, and its neighbours notice nothing',
    async (name, code, said) => {
      const lines = await trade(name.replace(' ', '-'), badStrategy(code), 1);
      const until = Math.min(lastOf(alone), lastOf(lines)) - 60_000;
      const wanted = doneBy(alone, until);
      expect(wanted.length).toBeGreaterThan(100);
      expect(doneBy(lines, until)).toEqual(wanted);
      const told = lines.filter(({ type, source }) => type === 'status' && source === 'strategy');
      expect(told.map(({ message }) => message)).toEqual([expect.stringMatching(said)]);
      const closed = lines.filter(
        ({ type, state, strategy }) => type === 'trade' && state === 'closed' && strategy === 'bad',
      );
      expect(closed).toMatchObject([{ exitReason: 'stop' }]);
    },
  );
});

describe('a session whose strategy hangs the main thread', () => {
  it('is late to siis ping, what it hangs in is written down, and a signal ends it', async () => {
    const name = 'hangs';
    const env = { ...process.env, XDG_STATE_HOME: join(workspace, `state-${name}`) };
    writeFileSync(join(workspace, 'bad.ts'), badStrategy('for (;;) Math.sqrt(2);'));
    const profile = {
      name,
      instruments: ['demo:BTC/USDT'],
      strategy: { use: './bad.ts' },
      account: { kind: 'margin', balance: 10_000_000 },
      data: { source: 'synthetic', synthetic: { speed: 4000 } },
      workers: 0,
    };
    writeFileSync(join(workspace, 'profiles', `${name}.json`), JSON.stringify(profile));
    const words = (verb: string): string[] => [program, verb, name, '--json', '--workspace', workspace];
    const session = start(process.execPath, words('paper'), { env });
    try {
      await session.seen('equity');
      await expect
        .poll(async () => (await run(process.execPath, words('ping'), { env })).code, {
          timeout: 60_000,
          interval: 500,
        })
        .toBe(5);
      const { stdout } = await run(process.execPath, words('ping'), { env });
      expect(JSON.parse(stdout)).toMatchObject({ threads: [{ name: 'session', state: 'late', cause: 'unknown' }] });
      const [folder = ''] = readdirSync(join(env.XDG_STATE_HOME, 'siis')).filter((each) => !each.includes('.'));
      const hung = join(env.XDG_STATE_HOME, 'siis', folder, 'hung.txt');
      await expect.poll(() => existsSync(hung), { timeout: 60_000, interval: 500 }).toBe(true);
      expect(readFileSync(hung, 'utf8')).toMatch(/^at onBar/);
      // Its own handlers cannot run.
      session.child.kill('SIGTERM');
      expect(await session.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
    } finally {
      session.child.kill('SIGKILL');
    }
  });
});
