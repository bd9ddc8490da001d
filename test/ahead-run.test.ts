import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProfile } from '../src/config/load.ts';
import { Store } from '../src/database/store.ts';
import { makeBars } from '../src/database/bar-blob.ts';
import type { BarBatch } from '../src/database/batch.ts';
import { type InstrumentId, instrumentId } from '../src/market/instrument.ts';
import type { RunRecord } from '../src/market/record.ts';
import { runBacktest } from '../src/system/backtest/backtest.ts';
import { Random } from '../src/util/random.ts';

const ids = ['test:A/USD:USD', 'test:B/USD:USD', 'test:C/USD:USD', 'test:D/USD:USD'].map((id) => instrumentId(id));
const start = Date.UTC(2026, 0, 30);
const minute = 60_000;

/** Crosses of two averages; `look` is what it does at every bar besides. */
function strategyText(look: string): string {
  return `
import { defineStrategy, Ema, z } from '${resolve(import.meta.dirname, '../src/index.ts')}';
export default defineStrategy({
  name: 'cross',
  params: z.strictObject({}),
  setup({ track, log, instrument }) {
    const fast = track('1m', new Ema(5));
    const slow = track('1m', new Ema(12));
    let before = 0;
    return {
      onBar: ({ time, close }, context) => {
        ${look}
        const now = Math.sign(fast.value - slow.value);
        const isCross = now !== before && before !== 0;
        before = now;
        if (!isCross || context.position !== 'flat') return undefined;
        const direction = now > 0 ? 'long' : 'short';
        return { kind: 'enter', direction, stop: { percent: 0.4 }, target: { percent: 0.6 }, timeLimit: 7_200_000 };
      },
    };
  },
});
`;
}

/** Five days that go over the end of a month, with minutes left out. */
function bars(id: InstrumentId): BarBatch {
  const random = new Random(id);
  const count = 7000;
  const all = makeBars(count);
  let price = 10_000;
  let time = start;
  for (let k = 0; k < count; k++) {
    const close = Math.max(100, price + random.below(41) - 20);
    all.time[k] = time;
    all.open[k] = price;
    all.close[k] = close;
    all.high[k] = Math.max(price, close) + random.below(9);
    all.low[k] = Math.min(price, close) - random.below(9);
    all.volume[k] = 1 + random.below(100);
    price = close;
    time += minute * (random.below(50) === 0 ? 1 + random.below(30) : 1);
  }
  return { ...all, count, line: new Float64Array(count) };
}

let folder = '';

async function run(
  look: string,
  set: readonly string[] = [],
  range: { from?: number; to?: number } = {},
): Promise<{ record: RunRecord; told: string[] }> {
  const file = join(folder, `cross-${look.length}.ts`);
  writeFileSync(file, strategyText(look));
  const profile = {
    name: 'ahead',
    instruments: ids,
    strategy: { use: file },
    account: { balance: 100_000 },
    sizing: { mode: 'percent', value: 20 },
    limits: { maxDailyLossPercent: 3 },
    history: 'none',
  };
  writeFileSync(join(folder, 'ahead.json'), JSON.stringify(profile));
  const loaded = await loadProfile(join(folder, 'ahead.json'), { env: {}, workspace: folder, set });
  const store = Store.open(join(folder, 'data'), { readonly: true });
  const told: string[] = [];
  try {
    const { profile: its, strategies } = loaded;
    const log = (message: string): unknown => told.push(message);
    const { record } = runBacktest({ profile: its, strategies, store, from: range.from, to: range.to, log });
    return { record, told };
  } finally {
    store.close();
  }
}

/** All of a record but the curve, which is finer where every bar is asked for, and the time it took. */
function whole({ equity: _curve, speed: _speed, id: _id, ...rest }: RunRecord): unknown {
  return rest;
}

describe('a backtest of several markets of bars', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'siis-ahead-'));
    const store = Store.open(join(folder, 'data'), { create: true });
    for (const id of ids) {
      store.putInstrument(id, { kind: 'perpetual', tickSize: '0.01', lotSize: '0.001', settlement: 'USD' });
      const source = {
        timeframe: '1m',
        side: 'trade',
        priceStep: '0.01',
        volumeStep: '1',
        source: `made ${id}`,
      } as const;
      store.importBars(id, { ...source, batches: [bars(id)] });
    }
    store.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['looks at nothing else', ''],
    ['looks at the account now and then', 'if (time % 7_380_000 === 0 && context.equity < 0) return undefined;'],
    ['writes a log', 'if (time % 3_600_000 === 0) log(`${instrument} ${time} ${close}`);'],
  ])('is the same as one in which every bar has its turn, where the strategy %s', async (_, look) => {
    const quick = await run(look);
    const slow = await run(look, ['report.equity=bar']);
    expect(quick.record.trades.length).toBeGreaterThan(100);
    expect(whole(quick.record)).toEqual(whole(slow.record));
    expect(quick.told).toEqual(slow.told);
  });

  it('is refused where nothing is stored in the range, though there is something to warm up with', async () => {
    const { time, count } = bars(ids[0]!);
    const last = time.subarray(0, count - 1).findIndex((each, k) => k > 3000 && time[k + 1]! - each > 10 * minute);
    const range = { from: time[last]! + minute, to: time[last + 1]! };
    const asked = run('', ['history=auto', `instruments=[${ids[0]}]`], range);
    await expect(asked).rejects.toMatchObject({ code: 'DATA_MISSING' });
  });
});
