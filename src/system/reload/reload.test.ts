import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nativeImport } from '../../../test/support/workspace.ts';
import { loadProfile } from '../../config/load.ts';
import { JournalReader } from '../../database/journal/journal-reader.ts';
import { Journal } from '../../database/journal/journal.ts';
import { reach } from '../command/outside.ts';
import type { Engine } from '../engine/engine.ts';
import { preparePaper } from '../paper/paper-market.ts';
import { runHash } from '../backtest/run-hash.ts';
import { SessionLog } from '../record/session-log.ts';
import { Stops } from '../record/session-stops.ts';
import type { Session } from '../session/session.ts';
import { KeptSources } from './kept-source.ts';
import { hostHere, loadVersion, type Reloads } from './reloads.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-reload-'));
  mkdirSync(join(folder, 'profiles'));
  writeFileSync(
    join(folder, 'profiles/mine.yaml'),
    `instruments: [demo:BTC/USDT, demo:ETH/USDT]
strategy: { use: ../mine.ts, name: mine, params: { length: 5 } }
account: { kind: margin, balance: 100000, leverage: 5 }
data: { source: synthetic }
trade: { stop: 0.1% }
`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A strategy that tells the average of its bars; what else it does is handed in. */
function write(onBar: string, { frame = '1m', extra = '' } = {}): void {
  writeFileSync(join(folder, 'level.ts'), `export const level = (price: number): number => price;\n`);
  writeFileSync(
    join(folder, 'mine.ts'),
    `import { defineStrategy, Ema, z } from 'siis';
import { level } from './level.ts';
export default defineStrategy({
  name: 'mine',
  params: z.strictObject({ length: z.number()${extra} }),
  setup: ({ track, params, log, instrument, now }) => {
    // As much history for all of them, so that an invented market is the same.
    track('30m', new Ema(3));
    const average = track('${frame}', new Ema(params.length));
    return {
      onBar: (bar, context) => {
        if (bar.timeframe === '30m') return undefined;
        ${onBar}
      },
    };
  },
});
`,
  );
}

const tells = "log(instrument + ' ' + now() + ' ' + bar.timeframe + ' ' + level(average.value)); return undefined;";
const trades = `if (context.position !== 'flat') return bar.close < average.value ? { kind: 'exit' } : undefined;
        return bar.close > average.value ? { kind: 'enter', direction: 'long' } : undefined;`;

/** A session that is driven by hand. */
class Driven {
  readonly session: Session;
  readonly reloads: Reloads;
  readonly told: string[] = [];
  readonly said: string[] = [];
  readonly #engine: Engine;
  readonly #log: SessionLog;
  readonly #start: number;
  #reached = NaN;

  private constructor(plan: Awaited<ReturnType<typeof loadProfile>>, journal: Journal | undefined) {
    this.#log = new SessionLog(journal);
    const sources = new KeptSources(join(folder, 'kept'));
    const began = { mine: sources.keep(join(folder, 'mine.ts')) };
    const log = (message: string): void => void this.told.push(message);
    const prepared = preparePaper(
      { ...plan, log },
      {
        journal: this.#log,
        firstSequence: 1,
        goesOn: false,
        // Node loads a file once: what it was loaded as may be what another test wrote there.
        strategies: plan.strategies.map((each) => loadVersion({ sources, profile: plan.profile }, each, began.mine)),
        reload: { sources, began, host: hostHere(new Stops()) },
      },
    );
    this.session = prepared.session;
    this.reloads = prepared.reloads!;
    this.#log.attach(() => this.session.clock.now());
    this.session.bus.tap((event) => {
      if (event.kind === 'status') this.said.push(`${event.source}: ${event.message}`);
    });
    const { lanes, start } = prepared.open();
    this.#start = start;
    this.#engine = this.session.begin(lanes, start);
    this.run(-1);
  }

  static async begin(journal?: Journal): Promise<Driven> {
    const options = { workspace: folder, env: {}, cwd: folder, importModule: nativeImport };
    return new Driven(await loadProfile('mine', options), journal);
  }

  /** The same code from the beginning, as its record tells. */
  async again(records: JournalReader): Promise<Driven> {
    const other = await Driven.begin();
    other.#log.replay(records, {
      run: (until) => void other.#engine.run({ until, waits: true }),
      publish: (event) => reach(other.session, other.#engine, event),
      turned: () => undefined,
    });
    return other;
  }

  /** @param minutes from the start */
  run(minutes: number): this {
    this.#reached = this.#start + minutes * 60_000;
    this.#engine.run({ until: this.#reached, waits: true });
    this.#log.endTurn(this.#reached, false);
    return this;
  }

  reload(): string {
    const { versions, faults } = this.reloads.look('mine');
    for (const each of versions) {
      const command = { kind: 'reload', ...each } as const;
      const event = { kind: 'command', time: this.session.clock.now(), command, source: 'test' } as const;
      this.#log.input(event, this.#reached);
      reach(this.session, this.#engine, event);
    }
    return [...faults, ...this.said.slice(-versions.length || this.said.length)].join('\n');
  }
}

function openTrades({ session }: Driven): string[] {
  return session.hubs.flatMap(({ market }) => session.tracker.openOn(market.index).map(({ id }) => id));
}

describe('new code of a strategy', () => {
  it('sees from its first bar on what it would see had it run from the beginning', { timeout: 30_000 }, async () => {
    write(tells, { frame: '5m' });
    const whole = (await Driven.begin()).run(120.3);
    write('return undefined;');
    const driven = (await Driven.begin()).run(47.3);
    write(tells, { frame: '5m' });
    expect(driven.reload()).toBe('command: mine: new code took over on 2 markets');
    driven.run(120.3);
    expect(driven.told).toHaveLength(2 * 15);
    expect(driven.told).toEqual(whole.told.slice(-driven.told.length));
  });

  it('keeps open trades, whose stops go on being managed, and is done again alike', { timeout: 30_000 }, async () => {
    write(trades);
    const place = { folder: join(folder, 'journal'), session: 'test' };
    const journal = Journal.open(place);
    const driven = (await Driven.begin(journal)).run(30);
    for (let minutes = 31; openTrades(driven).length === 0; minutes++) driven.run(minutes);
    const open = openTrades(driven);
    expect(open.length).toBeGreaterThan(0);
    write('return undefined;');
    driven.reload();
    const kept = openTrades(driven);
    expect(kept).toEqual(open);
    for (let minutes = 100; openTrades(driven).length > 0; minutes += 50) driven.run(minutes);
    const closed = driven.session.tracker.closed.map(({ trade, reason }) => [trade.id, reason]);
    for (const id of open) expect(closed).toContainEqual([id, 'stop']);
    write(trades, { frame: '3m' });
    driven.reload();
    for (let minutes = 2000; openTrades(driven).length === 0; minutes++) driven.run(minutes);
    journal.close();
    // The file is another one by now.
    write(trades);
    const records = JournalReader.open(place);
    const again = await (await Driven.begin()).again(records);
    records.close();
    expect(runHash(again.session)).toBe(runHash(driven.session));
  });

  it(
    'goes on after code that fails to load, is set up wrongly or refuses its parameters',
    { timeout: 30_000 },
    async () => {
      write(tells);
      const driven = (await Driven.begin()).run(10);
      write('return undefined;', { extra: ', window: z.number()' });
      expect(driven.reload()).toMatch(/^mine: its parameters are others now: .*window.*; the code it had goes on$/);
      writeFileSync(join(folder, 'mine.ts'), 'export default {');
      expect(driven.reload()).toMatch(/^mine: .*mine\.ts.*; the code it had goes on$/);
      write(tells, { frame: '7 moons' });
      expect(driven.reload()).toMatch(/^command: mine: .*7 moons'; the code it had goes on$/);
      write(tells, { frame: '20s' });
      expect(driven.reload()).toContain('20s bars of demo:BTC/USDT are made only after a restart');
      const before = driven.told.length;
      driven.run(20);
      expect(driven.told).toHaveLength(before + 20);
    },
  );

  it(
    'is taken back everywhere when it fails in its first bar, and the old code sees that bar',
    { timeout: 30_000 },
    async () => {
      write(tells);
      const whole = (await Driven.begin()).run(30);
      const driven = (await Driven.begin()).run(10);
      write("if (instrument.includes('ETH')) throw new Error('oh'); return undefined;");
      expect(driven.reload()).toContain('took over');
      driven.run(30);
      expect(driven.said.filter((each) => each.startsWith('reload'))).toEqual([
        expect.stringMatching(/^reload: mine: the new code was taken back, .* goes on: .*onBar: oh/) as string,
      ]);
      // BTC was new code's for one bar, which decided nothing.
      expect(whole.told.filter((each) => !driven.told.includes(each))).toHaveLength(1);
      expect(driven.told.filter((each) => !whole.told.includes(each))).toEqual([]);
      write("throw new Error('later'); return undefined;".replace('throw', 'if (now() > 1e15) throw'));
      driven.reload();
      driven.run(40);
      expect(driven.said.at(-1)).toBe('reload: mine: the new code decided for the first time, and stays');
    },
  );

  it('tells of parameters that are new, gone, or others', { timeout: 30_000 }, async () => {
    write(tells);
    const driven = (await Driven.begin()).run(10);
    write(tells, { extra: '.transform((each) => each + 1), window: z.number().default(7)' });
    expect(driven.reload()).toContain('on 2 markets; parameters: length was 5 and is 6, window is new (7)');
    expect(driven.reload()).toBe('mine: its file has not changed');
  });
});
