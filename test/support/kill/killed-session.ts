import assert, { equal, match, ok } from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newestSession, Reference, SessionTruth, type ToldLine } from '../oracle/session-truth.ts';
import type { Tick } from '../oracle/tick-file.ts';
import { recordedTicks, TickTruth } from '../oracle/tick-truth.ts';
import { type KillPoint, type Life, live, nameOf } from './life.ts';

/** Trades every few minutes of the market, with answers that take their time. */
const profile = {
  name: 'killed',
  instruments: ['demo:BTC/USDT', 'demo:ETH/USDT'],
  strategy: { use: 'ema-cross', params: { timeframe: '1m', fast: 3, slow: 7, stopPercent: 0.5 } },
  paper: { latency: { order: 50, jitter: 40, cancel: 50 } },
};

/** Market time to wall time: of a session that is killed, and of the undisturbed one. */
const pace = { killed: 10_000, reference: 200_000 };

/** A workspace with a paper session that goes through many lives, each judged when it is over. */
export class KilledSession {
  readonly workspace: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #truth: SessionTruth;
  /** Of a session that records. */
  readonly #ticks: TickTruth | undefined;
  /** Points that came, by name. */
  readonly met: string[] = [];
  readonly #lives: string[] = [];

  constructor({ session, ticks }: Undisturbed, records = false) {
    [this.workspace, this.env] = newWorkspace(pace.killed);
    this.#truth = new SessionTruth(session);
    this.#ticks = records ? new TickTruth(ticks) : undefined;
  }

  get args(): readonly string[] {
    const record = this.#ticks === undefined ? [] : ['--record'];
    return ['paper', 'killed', '--json', '--workspace', this.workspace, '--for', '400ms', ...record];
  }

  /** The journal of the session; `undefined` before it begins. */
  get journal(): string | undefined {
    const id = newestSession(this.#sessions)?.id;
    return id === undefined ? undefined : join(this.#sessions, id, 'journal', '0000000000000001.journal');
  }

  /** True once something was written down: what comes goes on with it. */
  get hasBegun(): boolean {
    return (newestSession(this.#sessions)?.records.length ?? 0) > 0;
  }

  /** Lives up to a point, and is judged. */
  async live(point: KillPoint, more: readonly string[] = []): Promise<Life> {
    const life = await live([...this.args, ...more], this.env, point);
    this.#lives.push(`${nameOf(point)} (${life.code ?? 'killed'})`);
    this.#in(() => {
      if (point.kind !== 'error' && !life.isKilled) equal(life.code, 0, life.stderr);
      if (point.kind === 'error' && life.code !== 0) this.#refused(life);
      this.#judge(life);
      if (!life.isKilled && life.code === 0) this.#truth.ended();
    });
    if (life.isKilled || (point.kind === 'error' && life.code !== 0)) this.met.push(nameOf(point));
    return life;
  }

  /** Lives undisturbed, is judged as a whole, and proves that it does the same when it is done again. */
  async end(): Promise<{ orders: number; fills: number }> {
    await this.live({ kind: 'label', label: 'none' });
    const done = this.#in(() => this.#truth.ended());
    this.#in(() => ok((this.#ticks?.least ?? 1) > 0, 'no ticks were recorded'));
    const { code, stdout, stderr } = await live(
      ['verify', 'killed', '--json', '--workspace', this.workspace],
      this.env,
    );
    const verified = code === 0 ? (JSON.parse(stdout) as { identical: boolean; orders: number }) : undefined;
    if (verified?.identical !== true || verified.orders !== done.orders) {
      this.#in(() => assert.fail(`${done.orders} orders on disk, but verify says ${stdout}${stderr}`));
    }
    await this.#isTold(done);
    rmSync(this.workspace, { recursive: true, force: true });
    return done;
  }

  /** The history has each order and each fill once, whatever it lived through. */
  async #isTold(done: { readonly orders: number; readonly fills: number }): Promise<void> {
    for (const what of ['orders', 'fills'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const told = await live(['history', 'killed', what, '--json', '--workspace', this.workspace], this.env);
      this.#in(() => {
        equal(told.code, 0, told.stderr);
        const ids = (JSON.parse(told.stdout) as { id: string }[]).map(({ id }) => id);
        equal(ids.length, done[what], `${what} in the history`);
        equal(new Set(ids).size, ids.length, what);
      });
    }
  }

  /** An error of the disk ends the session in words that name the file, under a code of its own. */
  #refused({ code, stderr }: Life): void {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    equal(code, 1, stderr);
    match(said, /^\{"error":\{"code":"(?:JOURNAL_FAILED|STORE_UNUSABLE)","message":".*(?:disk|read-only)/, stderr);
    // Strategies on workers put what they were told away among the temporary files.
    match(said, /\/(?:state\/siis|data)\/|the temporary folder \//, stderr);
  }

  /** Says of what is wrong in which session it is. */
  #in<Result>(act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`${this.workspace}, killed at ${this.#lives.join(', ')}: ${what}`, { cause: error });
    }
  }

  get #sessions(): string {
    return sessionsOf(this.workspace);
  }

  #judge({ stdout }: Life): void {
    // A line that was cut off by the kill was not told.
    const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
    const lines = whole.split('\n').filter((line) => line !== '');
    this.#truth.died(
      newestSession(this.#sessions),
      lines.map((line) => JSON.parse(line) as ToldLine),
    );
    this.#ticks?.died(join(this.workspace, 'data'));
  }
}

/** What lives are compared with. */
export interface Undisturbed {
  readonly session: Reference;
  readonly ticks: ReadonlyMap<string, readonly Tick[]>;
}

/** An undisturbed session of the same profile, long enough for all others. */
export async function takeReference(): Promise<Undisturbed> {
  const [workspace, env] = newWorkspace(pace.reference);
  const lines: ToldLine[] = [];
  try {
    for (;;) {
      const args = ['paper', 'killed', '--json', '--workspace', workspace, '--for', '1s', '--record'];
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { code, stdout, stderr } = await live(args, env);
      if (code !== 0) throw new Error(stderr);
      lines.push(
        ...stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as ToldLine),
      );
      const session = newestSession(sessionsOf(workspace))!;
      const [first, last] = [session.records[0]!, session.records.at(-1)!];
      if (last.time - first.time > 150_000_000) {
        return { session: new Reference(session, lines), ticks: recordedTicks(join(workspace, 'data')) };
      }
    }
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function newWorkspace(speed: number): [string, NodeJS.ProcessEnv] {
  const workspace = mkdtempSync(join(tmpdir(), 'siis-lives-'));
  mkdirSync(join(workspace, 'profiles'));
  // Few ticks, for each life begins with doing again what was done.
  const data = { source: 'synthetic', synthetic: { speed, ticksPerSecond: 0.2 } };
  writeFileSync(join(workspace, 'profiles', 'killed.json'), JSON.stringify({ ...profile, data }));
  return [workspace, { ...process.env, XDG_STATE_HOME: join(workspace, 'state') }];
}

function sessionsOf(workspace: string): string {
  const beside = join(workspace, 'data', 'sessions', 'killed');
  if (existsSync(beside)) return beside;
  const state = join(workspace, 'state', 'siis');
  try {
    return join(state, readdirSync(state).find((name) => name.startsWith('killed-') && !name.includes('.')) ?? 'none');
  } catch {
    return join(state, 'none');
  }
}
