import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile } from '../../src/config/load.ts';
import { JournalReader } from '../../src/database/journal/journal-reader.ts';
import { Journal } from '../../src/database/journal/journal.ts';
import type { Command } from '../../src/market/command.ts';
import type { Engine } from '../../src/system/engine/engine.ts';
import { reach } from '../../src/system/command/outside.ts';
import { type MarketPlan, preparePaper } from '../../src/system/paper/paper-market.ts';
import { runHash } from '../../src/system/backtest/run-hash.ts';
import { type Comparison, SessionLog } from '../../src/system/record/session-log.ts';
import type { Session } from '../../src/system/session/session.ts';
import { root } from './source.ts';

/** What happens to a session from outside, at a moment counted from its start. */
export interface Outside {
  readonly after: number;
  /** Absent: the turn ends here. */
  readonly command?: Command;
}

/** The demo's market and strategies, with other settings where asked. */
export async function demoPlan(set: readonly string[] = []): Promise<MarketPlan> {
  const { profile, strategies } = await loadProfile('demo', { workspace: root, set, env: {}, cwd: root });
  return { profile, strategies };
}

/** A paper session that is driven by hand, with its record in a folder. */
export class KeptRun {
  readonly session: Session;
  readonly compared: Comparison | undefined;
  readonly #folder: string;
  readonly #start: number;
  readonly #journal: Journal;
  readonly #log: SessionLog;
  readonly #engine: Engine;

  /** Begins a session in a new folder, or goes on with the one that the folder holds. */
  constructor(plan: MarketPlan, folder: string) {
    mkdirSync(folder, { recursive: true });
    const place = { folder, session: 'test' };
    this.#folder = folder;
    this.#journal = Journal.open(place);
    const goesOn = this.#journal.sequence > 0;
    this.#log = new SessionLog(this.#journal);
    const prepared = preparePaper(plan, { journal: this.#log, firstSequence: 1, goesOn });
    this.session = prepared.session;
    this.#log.attach(() => this.session.clock.now());
    const { lanes, start } = prepared.open();
    this.#start = start;
    this.#engine = this.session.begin(lanes, start);
    this.#run(start - 1);
    if (!goesOn) return;
    const records = JournalReader.open(place);
    this.compared = this.#log.replay(records, {
      run: (until) => this.#run(until),
      publish: (event) => reach(this.session, this.#engine, event),
      turned: () => undefined,
    });
    records.close();
  }

  /** Lets things happen, one after the other. */
  drive(list: readonly Outside[]): this {
    for (const { after, command } of list) {
      const until = this.#start + after;
      // What the record reaches has happened.
      if (until <= (this.compared?.until ?? -Infinity)) continue;
      this.#run(until);
      if (command !== undefined) {
        const event = { kind: 'command', time: this.session.clock.now(), command, source: 'test' } as const;
        this.#log.input(event, until);
        reach(this.session, this.#engine, event);
      }
      this.#log.endTurn(until, false);
    }
    return this;
  }

  /** The folder as it is on disk now, in another place: what a process that is killed leaves behind. */
  killedCopy(name: string): string {
    const copy = join(this.#folder, '..', name);
    cpSync(this.#folder, copy, { recursive: true, filter: (path) => !path.endsWith('lock') });
    return copy;
  }

  /** Hash over orders, fills and balances. */
  end(): string {
    this.#journal.close();
    return runHash(this.session);
  }

  #run(until: number): void {
    this.#engine.run({ until, waits: true });
  }
}
