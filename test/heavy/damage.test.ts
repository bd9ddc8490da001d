import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/util/random.ts';
import { type Life, live } from '../support/kill/life.ts';

const seed = process.env['SIIS_SEED'] ?? '1';
const random = new Random(`damage ${seed}`);

let scratch = '';
let whole = '';

/** A session that records its ticks, left in the middle by a kill, in a folder with everything that it keeps. */
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'siis-damage-'));
  whole = join(scratch, 'whole');
  mkdirSync(join(whole, 'profiles'), { recursive: true });
  const profile = {
    name: 'damaged',
    instruments: ['demo:BTC/USDT'],
    strategy: { use: 'ema-cross', params: { timeframe: '1m', fast: 3, slow: 7, stopPercent: 0.5 } },
    data: { source: 'synthetic', synthetic: { speed: 20_000 } },
  };
  writeFileSync(join(whole, 'profiles', 'damaged.json'), JSON.stringify(profile));
  expect((await run(whole)).code).toBe(0);
  const killed = await live(words(whole), environment(whole), { kind: 'label', label: 'after fdatasync journal 2' });
  expect(killed.isKilled).toBe(true);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function words(workspace: string): string[] {
  return ['paper', 'damaged', '--record', '--json', '--for', '300ms', '--workspace', workspace];
}

function environment(workspace: string): NodeJS.ProcessEnv {
  return { ...process.env, XDG_STATE_HOME: join(workspace, 'state') };
}

function run(workspace: string): Promise<Life> {
  return live(words(workspace), environment(workspace));
}

/** Files of a workspace whose names end so. */
function filesOf(workspace: string, ending: string): string[] {
  const all = readdirSync(workspace, { recursive: true }).map(String);
  return all.filter((name) => name.endsWith(ending) && statSync(join(workspace, name)).isFile()).toSorted();
}

type Harm = (bytes: Buffer, at: number) => Buffer;

const harms: Readonly<Record<string, Harm>> = {
  torn: (bytes, at) => bytes.subarray(0, at),
  flipped: (bytes, at) => {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 1 << (at % 8);
    return copy;
  },
  zeroed: (bytes, at) => {
    const copy = Buffer.from(bytes);
    copy.fill(0, at, Math.min(at + 600, copy.length));
    return copy;
  },
  emptied: () => Buffer.alloc(0),
};

/** Where something stands that a session needs: [from, to). */
function extentOf(name: string, bytes: Buffer, harm: Harm): [number, number] {
  if (harm === harms['torn'] || !name.endsWith('.db')) return [1, bytes.length - 1];
  // What nobody needs of the pages of SQLite says nothing: their heads do, and in siis.db what it tells of instruments.
  const spec = name.endsWith('siis.db') ? bytes.indexOf('{"kind"') : -1;
  return spec < 0 || random.below(2) === 0 ? [1, 16] : [spec, bytes.indexOf('}', spec)];
}

/** Starts on a copy of the workspace with one file harmed: what was said of it. */
async function startWith(name: string, harm: Harm): Promise<{ life: Life; said: string; at: number }> {
  const workspace = join(scratch, 'copy');
  rmSync(workspace, { recursive: true, force: true });
  cpSync(whole, workspace, { recursive: true });
  const path = join(workspace, name);
  const bytes = readFileSync(path);
  const [from, to] = extentOf(name, bytes, harm);
  const at = from + random.below(to - from);
  writeFileSync(path, harm(bytes, at));
  const life = await run(workspace);
  return { life, said: life.stderr, at };
}

describe(`what a session keeps, damaged (F19, F23, seed ${seed})`, () => {
  const kinds = ['.journal', 'session.json', '.sequence', '.ticks', 'siis.db', 'history.db'];
  const cases = kinds.flatMap((kind) =>
    Object.entries(harms).flatMap(([name, harm]) => [1, 2, 3].map((turn) => ({ kind, name, harm, turn }))),
  );

  it.each(cases)('is found at start and named: $kind $name ($turn)', async ({ kind, name: way, harm }) => {
    const names = filesOf(whole, kind);
    expect(names.length).toBeGreaterThan(0);
    const name = names.at(-1)!;
    const { life, said, at } = await startWith(name, harm);
    const where = `${relative(whole, join(whole, name))}, byte ${at} of ${statSync(join(whole, name)).size}: ${said}`;
    // That nothing is left of a file shows by what its neighbours say.
    const named = way === 'emptied' && kind === '.journal' ? '/journal: it ends at record 0' : basename(name);
    expect(said.includes(named), where).toBe(true);
    if (life.code !== 0) expect(said, where).toMatch(/"code":"(?:JOURNAL_UNREADABLE|STORE_UNUSABLE|DATA_CORRUPT)"/);
    if (kind !== 'history.db') return;
    // It can be made again, so it keeps no session from trading, and what was damaged is not thrown away.
    expect(life.code, where).toBe(0);
    const workspace = join(scratch, 'copy');
    expect(filesOf(workspace, 'history.db.damaged-1')).toHaveLength(1);
    const told = await live(
      ['history', 'damaged', 'orders', '--json', '--workspace', workspace],
      environment(workspace),
    );
    const verified = await live(['verify', 'damaged', '--json', '--workspace', workspace], environment(workspace));
    const { orders } = JSON.parse(verified.stdout) as { orders: number };
    expect(JSON.parse(told.stdout), where).toHaveLength(orders);
  });
});
