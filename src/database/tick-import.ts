import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InstrumentId } from '../market/instrument.ts';
import type { TickScale } from '../market/tick-block.ts';
import { SiisError } from '../util/errors.ts';
import type { ImportResult, TickBatch, TickImport } from './batch.ts';
import type { Damage } from './coverage.ts';
import type { FileCommit } from './file-commit.ts';
import { LockFile } from './lock-file.ts';
import { type Month, monthOf, monthStart, timeText } from './month.ts';
import { MonthMerge } from './month-merge.ts';
import { listTicks, type TickPath, tickPath } from './path.ts';
import { RowCheck } from './row-check.ts';
import type { ScaleFactor } from './tick-file/block-loader.ts';
import { plainScale } from './tick-file/header.ts';
import { common, factorOf } from './tick-file/tick-file-appender.ts';
import { TickFile } from './tick-file/tick-file.ts';
import { lowerBound } from './tick-file/tick-file-reader.ts';
import { TickFileWriter } from './tick-file/tick-file-writer.ts';

/** Where an import goes. */
export interface ImportTarget {
  readonly dir: string;
  readonly instrument: InstrumentId;
  readonly commit: FileCommit;
  readonly onDamage: (damage: Damage) => void;
}

/**
 * Merges an import into the month files, staged in the commit, which the caller carries out. Rows are read once and
 * kept a batch at a time. @throws SiisError DATA_INVALID, DATA_CORRUPT, STORE_UNUSABLE
 */
export class TickImporter {
  readonly #target: ImportTarget;
  readonly #import: TickImport;
  readonly #scale: TickScale;
  readonly #check: RowCheck;
  readonly #stored: ReadonlyMap<Month, TickPath>;
  readonly #locks: LockFile[] = [];
  #open: OpenMonth | undefined;
  #first = NaN;
  #last = NaN;
  #added = 0;
  #alreadyStored = 0;

  constructor(target: ImportTarget, ticks: TickImport) {
    this.#target = target;
    this.#import = ticks;
    this.#scale = plainScale(ticks.scale);
    this.#check = new RowCheck(ticks.kind, this.#scale, ticks.source);
    const files = listTicks(target.dir, target.instrument).filter(({ kind }) => kind === ticks.kind);
    this.#stored = new Map(files.map((file) => [file.month, file]));
  }

  /** Reads all batches; the caller then commits or aborts, and closes. */
  run(): ImportResult {
    for (const batch of this.#import.batches) this.#batch(batch);
    this.#finishMonth(undefined);
    return { added: this.#added, alreadyStored: this.#alreadyStored, first: this.#first, last: this.#last };
  }

  /** Lets go of files and locks, also after an error. */
  close(): void {
    this.#open?.stored?.close();
    this.#open?.writer.abandon();
    this.#open = undefined;
    for (const lock of this.#locks) lock.release();
  }

  #batch(batch: TickBatch): void {
    if (batch.count === 0) return;
    this.#check.times(batch, Number.isNaN(this.#last) ? -Infinity : this.#last);
    if (Number.isNaN(this.#first)) this.#first = batch.time[0]!;
    for (let from = 0; from < batch.count;) {
      const month = monthOf(batch.time[from]!);
      const to = lowerBound(batch.time, monthStart(month + 1), from, batch.count);
      const open = this.#monthAt(month, batch, from);
      const rows = this.#check.rows(batch, from, to, open.factor);
      open.merge.add(rows, batch.line, from, to);
      from = to;
    }
    this.#last = batch.time[batch.count - 1]!;
  }

  #monthAt(month: Month, batch: TickBatch, at: number): OpenMonth {
    if (this.#open?.path.month === month) return this.#open;
    const before = this.#open?.path.month;
    this.#finishMonth(batch.line[at]);
    if (before !== undefined) this.#refuseSkipped(before, month, batch.line[at]!);
    this.#open = this.#openMonth(month, batch.time[at]!);
    return this.#open;
  }

  #openMonth(month: Month, start: number): OpenMonth {
    const { instrument, commit, onDamage } = this.#target;
    const { kind, source } = this.#import;
    const path = tickPath(instrument, kind, month);
    const stored = this.#openStored(path);
    let writer: TickFileWriter | undefined;
    try {
      const scale = stored === undefined ? this.#scale : common(stored.header.scale, this.#scale);
      for (const damage of stored?.damage ?? []) onDamage(damage);
      writer = new TickFileWriter(commit.stage(path.path), { instrument, kind, scale, month });
      const merge = new MonthMerge({ kind, scale, source, first: this.#first }, stored, writer, start);
      return { path, stored, writer, merge, factor: factorOf(this.#scale, scale) };
    } catch (error) {
      stored?.close();
      writer?.abandon();
      throw error;
    }
  }

  #openStored({ path }: TickPath): TickFile | undefined {
    const full = join(this.#target.dir, path);
    mkdirSync(dirname(full), { recursive: true });
    this.#locks.push(LockFile.take(`${full}.lock`, `the tick file ${path}`));
    return existsSync(full) ? TickFile.open(full) : undefined;
  }

  #finishMonth(nextLine: number | undefined): void {
    const open = this.#open;
    if (open === undefined) return;
    open.merge.finish(nextLine);
    open.writer.finish();
    open.stored?.close();
    this.#open = undefined;
    this.#added += open.merge.added;
    this.#alreadyStored += open.merge.alreadyStored;
    const isSound = open.stored === undefined || open.stored.damage.length === 0;
    if (open.merge.added === 0 && isSound) this.#target.commit.drop(open.path.path);
  }

  /** Months that the import passes over must hold nothing. */
  #refuseSkipped(from: Month, to: Month, line: number): void {
    for (const [month, { path }] of this.#stored) {
      if (month <= from || month >= to) continue;
      const file = TickFile.open(join(this.#target.dir, path));
      file.close();
      if (file.count === 0) continue;
      throw new SiisError(
        'DATA_INVALID',
        `expected the ${file.count} stored ticks from ${timeText(file.first)} on before this line, but the new data leave them out; nothing was stored`,
        { file: this.#import.source, line },
      );
    }
  }
}

interface OpenMonth {
  readonly path: TickPath;
  readonly stored: TickFile | undefined;
  readonly writer: TickFileWriter;
  readonly merge: MonthMerge;
  readonly factor: ScaleFactor;
}
