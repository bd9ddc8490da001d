import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { BarImport, ImportResult, TickImport } from '../../src/database/batch.ts';
import type { StoredInstrument } from '../../src/database/catalog.ts';
import { Grid } from '../../src/market/grid.ts';
import { SiisError } from '../../src/util/errors.ts';
import { runImport } from '../../src/tool/import/import.ts';
import type { ImportOptions } from '../../src/tool/import/import-options.ts';
import { type ImportReport } from '../../src/tool/import/report.ts';
import type { ImportStore } from '../../src/tool/import/series-writer.ts';

/** What came into the store, as text. */
export interface Stored {
  readonly id: string;
  readonly what: string;
  readonly rows: string[];
}

/** Remembers what it is given. */
export class Remembering implements ImportStore {
  readonly stored: Stored[] = [];
  readonly catalog = new Map<string, StoredInstrument>();
  instrument(id: StoredInstrument['id']): StoredInstrument | undefined {
    return this.catalog.get(id);
  }
  putInstrument(
    id: StoredInstrument['id'],
    spec: StoredInstrument['spec'],
    inferred: StoredInstrument['inferred'] = [],
  ): void {
    this.catalog.set(id, { id, spec, inferred });
  }
  importTicks(id: StoredInstrument['id'], ticks: TickImport): ImportResult {
    const price = new Grid(ticks.scale.priceStep);
    const lot = new Grid(ticks.scale.lotStep);
    const rows: string[] = [];
    for (const batch of ticks.batches) {
      for (let k = 0; k < batch.count; k++) {
        const second = batch.ask === undefined ? lot.toText(batch.lots[k]!) : price.toText(batch.ask[k]!);
        rows.push(
          [iso(batch.time[k]!), price.toText(batch.price[k]!), second, batch.side[k], `line ${batch.line[k]}`].join(
            ' ',
          ),
        );
      }
    }
    return this.#keep({ id, what: `${ticks.kind} ${ticks.scale.priceStep} ${ticks.scale.lotStep}`, rows });
  }
  importBars(id: StoredInstrument['id'], bars: BarImport): ImportResult {
    const price = new Grid(bars.priceStep);
    const lot = new Grid(bars.volumeStep);
    const rows: string[] = [];
    for (const { count, time, open, high, low, close, volume } of bars.batches) {
      for (let k = 0; k < count; k++) {
        const prices = [open, high, low, close].map((column) => price.toText(column[k]!));
        rows.push([iso(time[k]!), ...prices, lot.toText(volume[k]!)].join(' '));
      }
    }
    return this.#keep({ id, what: `${bars.timeframe} ${bars.side} ${bars.priceStep} ${bars.volumeStep}`, rows });
  }
  close(): void {}
  #keep(stored: Stored): ImportResult {
    this.stored.push(stored);
    return { added: stored.rows.length, alreadyStored: 0, first: 0, last: 0 };
  }
}

/** A time as it is shown, without a fraction of zero. */
export const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/** Where the files of the test lie. */
export let folder = '';

/** What the imports of the test are given to. */
export let store = new Remembering();

/** Of a file. */
export type Content = string | Uint8Array;

/** Writes a file of the test and tells its path. */
export function put(name: string, content: Content): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Imports one file of this content. */
export async function importText(
  content: Content,
  options: Partial<ImportOptions> & { name?: string } = {},
): Promise<ImportReport> {
  const { name = 'file.csv', ...rest } = options;
  return runImport(
    { files: [put(name, content)], data: join(folder, 'data'), instrument: 'binance:BTC/USDT', ...rest },
    () => store,
  );
}

/** The error of an import that has to fail and store nothing. */
export async function failure(content: Content, options: Parameters<typeof importText>[1] = {}): Promise<string> {
  const error: unknown = await importText(content, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(store.stored).toEqual([]);
  if (!(error instanceof SiisError)) throw new Error(`expected a SiisError, came ${String(error)}`);
  return `${error.code} ${error.message.replaceAll(`${folder}/`, '')}`;
}

/** Sets up and clears away what the tests of a file share. */
export function useImports(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'siis-test-'));
    store = new Remembering();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}
