import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../../src/util/random.ts';
import { type BarRow, readTables } from '../oracle/bar-rows.ts';
import { decodeTickFile, type Tick } from '../oracle/tick-file.ts';
import { type KillPoint, type Life, live, nameOf } from './life.ts';

/** A print of a table: time, price in cents, thousandths bought or sold. */
interface Print {
  readonly time: number;
  readonly price: number;
  readonly lots: number;
  readonly side: 'buy' | 'sell';
}

/** Prints of two months, and minute bars over the turn of a month. */
const start = Date.UTC(2026, 0, 31, 22);
const prints: readonly Print[] = wander(3000, 5000).map(([time, price, lots]) => ({
  time,
  price,
  lots,
  side: lots % 2 === 0 ? 'buy' : 'sell',
}));
const bars: readonly BarRow[] = wander(300, 60_000).map(([, price, volume], k) => {
  const close = price + (volume % 7) - 3;
  return [start + k * 60_000, price, Math.max(price, close) + 2, Math.min(price, close) - 3, close, volume];
});

function wander(count: number, step: number): [number, number, number][] {
  const random = new Random(`wander ${count}`);
  let [time, price] = [start, 100_000];
  return Array.from({ length: count }, () => {
    time += 1 + random.below(2 * step);
    price += random.below(21) - 10;
    return [time, price, 1 + random.below(5000)];
  });
}

const ticksId = 'test:TICK/USD';
const barsId = 'test:BAR/USD';

/** A data folder whose imports are killed. What is stored is one of two things: all that was before, or all of the import. */
export class KilledStore {
  readonly workspace: string;
  readonly met: string[] = [];
  readonly #lives: string[] = [];
  readonly #env: NodeJS.ProcessEnv;

  constructor() {
    this.workspace = mkdtempSync(join(tmpdir(), 'siis-stored-'));
    this.#env = { ...process.env, XDG_STATE_HOME: join(this.workspace, 'state') };
    mkdirSync(join(this.workspace, 'profiles'));
    const decimal = (value: number, digits: number): string => (value / 10 ** digits).toFixed(digits);
    const rows = prints.map((each) => [each.time, decimal(each.price, 2), decimal(each.lots, 3), each.side].join(','));
    const table = bars.map(([time, ...values]) =>
      [time, ...values.slice(0, 4).map((value) => decimal(value, 2)), decimal(values[4]!, 3)].join(','),
    );
    const write = (name: string, head: string, lines: readonly string[]): void =>
      writeFileSync(join(this.workspace, name), `${head}\n${lines.join('\n')}\n`);
    write('ticks-1.csv', 'time,price,amount,side', rows.slice(0, 1200));
    write('ticks-2.csv', 'time,price,amount,side', rows);
    write('bars-1.csv', 'time,open,high,low,close,volume', table.slice(0, 100));
    write('bars-2.csv', 'time,open,high,low,close,volume', table);
  }

  /** The words of an import; the first one brings a part of what the second one brings. */
  words(what: 'ticks' | 'bars', part: 1 | 2): string[] {
    const id = what === 'ticks' ? ticksId : barsId;
    const steps = ['--price-step', '0.01', '--lot-step', '0.001', '--instrument', id];
    const file = join(this.workspace, `${what}-${part}.csv`);
    return ['import', file, ...steps, '--json', '--quiet', '--workspace', this.workspace];
  }

  get env(): NodeJS.ProcessEnv {
    return this.#env;
  }

  /** The first parts, stored. */
  async begin(): Promise<void> {
    for (const what of ['ticks', 'bars'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one import at a time
      const { code, stderr } = await live(this.words(what, 1), this.#env);
      equal(code, 0, stderr);
    }
    this.#judge('ticks', [1200]);
    this.#judge('bars', [100]);
    cpSync(join(this.workspace, 'data'), join(this.workspace, 'before'), { recursive: true });
  }

  /** Imports the second part up to a point; then the store is opened, judged, the import is done again, and judged. */
  async kill(what: 'ticks' | 'bars', point: KillPoint): Promise<void> {
    const [few, all] = what === 'ticks' ? [1200, prints.length] : [100, bars.length];
    const life = await live(this.words(what, 2), this.#env, point);
    this.#lives.push(`${nameOf(point)} (${life.code ?? 'killed'})`);
    const isHit = life.isKilled || life.code !== 0;
    if (isHit) this.met.push(`${what}: ${nameOf(point)}`);
    this.#in(() => {
      if (point.kind !== 'error' && !life.isKilled) equal(life.code, 0, life.stderr);
      if (point.kind === 'error' && life.code !== 0) refused(life);
    });
    const checked = await live(['check', 'data', '--json', '--workspace', this.workspace], this.#env);
    this.#in(() => {
      equal(checked.code, 0, checked.stdout + checked.stderr);
      this.#judge(what, life.code === 0 ? [all] : [few, all]);
    });
    const again = await live(this.words(what, 2), this.#env);
    this.#in(() => {
      equal(again.code, 0, again.stderr);
      this.#judge(what, [all]);
      this.#isClean();
    });
    rmSync(join(this.workspace, 'data'), { recursive: true });
    cpSync(join(this.workspace, 'before'), join(this.workspace, 'data'), { recursive: true });
  }

  /** One of these numbers of rows is stored, exactly those. */
  #judge(what: 'ticks' | 'bars', counts: readonly number[]): void {
    if (what === 'bars') {
      const { bars: stored } = readTables(join(this.workspace, 'data', 'siis.db'));
      const rows = stored.get(`${barsId} 1m trade`) ?? [];
      ok(counts.includes(rows.length), `expected ${counts.join(' or ')} bars, found ${rows.length}`);
      deepEqual(rows, bars.slice(0, rows.length));
      return;
    }
    const ticks = this.#ticks();
    ok(counts.includes(ticks.length), `expected ${counts.join(' or ')} ticks, found ${ticks.length}`);
    const side = { buy: 1, sell: 2 };
    const meant = prints
      .slice(0, ticks.length)
      .map((each): Tick => [each.time, each.price, each.price, each.lots, side[each.side]]);
    deepEqual(ticks, meant);
  }

  #ticks(): Tick[] {
    const folder = join(this.workspace, 'data', 'ticks', 'test', 'TICK_USD');
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ticks')) : [];
    return names.toSorted().flatMap((name) => {
      const { ticks, sealed, torn } = decodeTickFile(readFileSync(join(folder, name)));
      deepEqual([sealed, torn], [true, 0], name);
      return ticks;
    });
  }

  /** Nothing that an import made on its way is left behind. */
  #isClean(): void {
    const names = readdirSync(join(this.workspace, 'data'), { recursive: true }).map(String);
    deepEqual(
      names.filter((name) => /\.tmp$|\.new$|\.lock$|commit\.json|-journal$/.test(name)),
      [],
    );
  }

  #in(act: () => void): void {
    try {
      act();
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`${this.workspace}, died at ${this.#lives.at(-1)}: ${what}`, { cause: error });
    }
  }
}

function refused({ code, stderr }: Life): void {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  equal(code, 1, stderr);
  match(said, /^\{"error":\{"code":"STORE_UNUSABLE","message":".*(?:disk|read-only)/, stderr);
}
