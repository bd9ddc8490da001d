import { mkdtempSync, rmSync, writeFileSync, mkdirSync, openSync, closeSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadProfile } from '../../src/config/load.ts';
import type { Fact, FactBatch } from '../../src/database/history/facts.ts';
import { HistoryFile, historyPath } from '../../src/database/history/history-file.ts';
import { Journal } from '../../src/database/journal/journal.ts';
import { machineDisk } from '../../src/database/journal/journal-disk.ts';
import { JournalReader } from '../../src/database/journal/journal-reader.ts';
import { reach } from '../../src/system/command/outside.ts';
import { type MarketPlan, preparePaper } from '../../src/system/paper/paper-market.ts';
import { SessionLog } from '../../src/system/record/session-log.ts';
import { Tally } from '../../src/system/session/tally.ts';
import type { Outcome, Row } from '../row.ts';
import { stopwatch, type Took } from '../stopwatch.ts';
import { benchDir } from '../tape.ts';

const markets = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'DOT', 'LTC', 'UNI', 'AVAX', 'LINK'];
const minute = 60_000;
/** A thousand round trips a market, and before them a hundred entries that wait. */
const minutes = 2100;

const recovery: Row = {
  name: 'recovery',
  unit: 'run',
  about:
    'a paper session of ten markets that was killed, with 10 000 trades and 1 000 open orders: the start that goes on with it',
  gate: { seconds: 5 },
  against: 'plain',
  needs: [],
  open: async ({ scratch, scale }) => {
    const plan = await busyPlan();
    const folder = join(mkdtempSync(join(scratch, 'recovery-')), 'journal');
    trade(plan, folder, Math.max(120, Math.round(minutes * scale)));
    return { n: 1, run: () => recover(plan, folder) };
  },
};

const batch: Row = {
  name: 'database-batch',
  unit: 'record',
  about: 'fills into the history of a session, a hundred a transaction, to the disk',
  gate: {},
  against: 'plain',
  needs: [],
  open: ({ scratch, scale }) => {
    const n = Math.max(1000, Math.round(100_000 * scale));
    return { n, run: () => writing(scratch, n) };
  },
};

/** Rows over what a session leaves behind. */
export const recoveryRows: readonly Row[] = [recovery, batch];

/** A session whose orders come thick and fast, at a tick a second and market. */
async function busyPlan(): Promise<MarketPlan> {
  const profile = {
    name: 'recovery',
    instruments: markets.map((name) => `demo:${name}/USDT`),
    strategy: { use: resolve(import.meta.dirname, '../strategy/busy.ts') },
    account: { balance: 1e9 },
    limits: {
      maxNotional: 1e8,
      maxOpenTrades: 2000,
      maxOpenTradesPerMarket: 200,
      maxOrdersPerMinute: 1000,
      maxDailyLoss: 9e8,
    },
    history: 'none',
    data: { source: 'synthetic', synthetic: { ticksPerSecond: 1, price: 1000 } },
  };
  const folder = join(benchDir, 'profiles');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'recovery.json');
  writeFileSync(path, JSON.stringify(profile));
  const loaded = await loadProfile(path, { env: {}, workspace: benchDir });
  return { profile: loaded.profile, strategies: loaded.strategies };
}

function begin(plan: MarketPlan, log: SessionLog, goesOn: boolean): Parts {
  const { session, open } = preparePaper(plan, { journal: log, firstSequence: 1, goesOn });
  log.attach(() => session.clock.now());
  const { lanes, start } = open();
  const engine = session.begin(lanes, start);
  const tally = new Tally(session);
  const run = (until: number): void => {
    engine.run({ until, waits: true });
    tally.sweep();
  };
  run(start - 1);
  return { session, engine, tally, start, run };
}

interface Parts {
  readonly session: ReturnType<typeof preparePaper>['session'];
  readonly engine: ReturnType<ReturnType<typeof preparePaper>['session']['begin']>;
  readonly tally: Tally;
  readonly start: number;
  readonly run: (until: number) => void;
}

function trade(plan: MarketPlan, folder: string, length: number): void {
  const journal = Journal.open({
    folder,
    session: 'bench',
    disk: { ...machineDisk, sync: () => undefined, syncFolder: () => undefined },
  });
  const log = new SessionLog(journal);
  const { session, start, run, tally } = begin(plan, log, false);
  for (let k = 1; k <= length * 6; k++) {
    run(start + (k * minute) / 6);
    log.endTurn(start + (k * minute) / 6, true);
  }
  journal.close();
  const open = [...session.desk.orders.values()].length;
  // Two bars a trade, after those in which the waiting entries are made.
  if (tally.trades < (length - 110) * 4.9 || open < 1000)
    throw new Error(`only ${tally.trades} trades and ${open} open orders ${JSON.stringify([...session.denials])}`);
}

function recover(plan: MarketPlan, folder: string): Outcome {
  const plain = { took: reading(folder), words: 'reading the same records and doing nothing, in this run' };
  const watch = stopwatch();
  const journal = Journal.open({ folder, session: 'bench' });
  const log = new SessionLog(journal);
  const { session, engine, run, tally } = begin(plan, log, true);
  const records = JournalReader.open({ folder, session: 'bench' });
  log.replay(records, { run, publish: (event) => reach(session, engine, event), turned: () => undefined });
  records.close();
  const took = watch();
  journal.close();
  return { took, plain, trades: tally.trades };
}

function reading(folder: string): Took {
  const watch = stopwatch();
  const records = JournalReader.open({ folder });
  while (records.next() !== undefined);
  records.close();
  return watch();
}

function writing(scratch: string, n: number): Outcome {
  const folder = mkdtempSync(join(scratch, 'history-'));
  const batches = Array.from({ length: Math.ceil(n / 100) }, (_, k) => fills(k));
  const plain = {
    took: lines(join(folder, 'plain'), batches),
    words: 'the same as lines of JSON, by writeSync, in this run',
  };
  const file = HistoryFile.open(historyPath(folder), () => undefined);
  const watch = stopwatch();
  for (const each of batches) file.take([each]);
  const took = watch();
  file.close();
  rmSync(folder, { recursive: true });
  return { took, plain };
}

function fills(k: number): FactBatch {
  const fact = (j: number): Fact => ({
    table: 'fills',
    values: {
      ...{
        id: `te5xb2-${k}-e1.${j}`,
        sequence: k * 100 + j,
        time: k * 1000 + j,
        instrument: 'demo:BTC/USDT',
        side: 'buy',
      },
      ...{ quantity: '0.016', price: '59882.6', fee: '0.4790608', order_id: `te5xb2-${k}-e1`, trade: `te5xb2-${k}` },
    },
  });
  return { session: 'bench', record: k + 1, time: k * 1000, facts: Array.from({ length: 100 }, (_, j) => fact(j)) };
}

function lines(path: string, batches: readonly FactBatch[]): Took {
  const fd = openSync(path, 'w');
  const watch = stopwatch();
  for (const { facts } of batches) writeSync(fd, `${facts.map((fact) => JSON.stringify(fact.values)).join('\n')}\n`);
  const took = watch();
  closeSync(fd);
  return took;
}
