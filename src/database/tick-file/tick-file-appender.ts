import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TickScale } from '../../market/tick-block.ts';
import type { Damage } from '../coverage.ts';
import { removeFile, replaceFile, writeAll } from '../disk.ts';
import { commonStep, stepFactor } from '../step.ts';
import { BlockBuffer } from './block-buffer.ts';
import { BlockEncoder } from './block-encoder.ts';
import type { ScaleFactor } from './block-loader.ts';
import { encodeHeader } from './header.ts';
import { RowReader } from './row-reader.ts';
import { TickFile } from './tick-file.ts';
import { type OpenHeader, TickFileWriter } from './tick-file-writer.ts';
import type { TickRows } from './tick-rows.ts';

/** A month file that is being recorded: blocks are only ever added. A crash loses at most what was not flushed. */
export class TickFileAppender {
  readonly header: OpenHeader;
  /** What was found torn and cut off when the file was opened. */
  readonly damage: Damage | undefined;
  readonly #fd: number;
  readonly #buffer: BlockBuffer;
  readonly #encoder = new BlockEncoder();
  #position: number;
  #last: number;

  private constructor(path: string, header: OpenHeader, damage: Damage | undefined) {
    const file = TickFile.open(path);
    file.close();
    this.header = { ...header, scale: file.header.scale };
    this.damage = damage ?? file.damage[0];
    this.#last = Number.isNaN(file.last) ? -Infinity : file.last;
    this.#position = file.end;
    this.#buffer = new BlockBuffer(header.kind);
    this.#fd = openSync(path, 'r+');
    if (file.size > file.end) {
      ftruncateSync(this.#fd, file.end);
      fsyncSync(this.#fd);
    }
  }

  /**
   * Goes on with the file at `path`, or makes it. A sealed file is opened again; one in other steps is rewritten in
   * steps common to both, which `header.scale` tells. @throws SiisError DATA_CORRUPT
   */
  static open(path: string, header: OpenHeader): TickFileAppender {
    const temporary = `${path}.tmp`;
    removeFile(temporary);
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      makeFile(temporary, header);
      replaceFile(temporary, path);
      return new TickFileAppender(path, header, undefined);
    }
    const file = TickFile.open(path);
    try {
      const scale = common(file.header.scale, header.scale);
      const same = scale.priceStep === file.header.scale.priceStep && scale.lotStep === file.header.scale.lotStep;
      if (file.header.seal === undefined && same) return new TickFileAppender(path, header, undefined);
      file.refuseLost(-Infinity, Infinity);
      makeFile(temporary, { ...header, scale });
      const copy = new TickFileAppender(temporary, header, undefined);
      copyRows(file, factorOf(file.header.scale, scale), copy);
      copy.close({ sync: true });
      replaceFile(temporary, path);
      return new TickFileAppender(path, header, file.damage[0]);
    } finally {
      file.close();
    }
  }

  /** Time of the last tick, also of one that is not written yet; -Infinity without any. */
  get last(): number {
    return this.#last;
  }

  /** Adds rows [from, to), checked by the caller. */
  append(rows: TickRows, from: number, to: number): void {
    for (let next = from; next < to;) {
      next += this.#buffer.append(rows, next, to);
      if (this.#buffer.isFull) this.flush();
    }
    if (to > from) this.#last = rows.time[to - 1]!;
  }

  /** Adds a trade, checked by the caller. */
  trade(time: number, price: number, lots: number, side: number): void {
    this.#buffer.trade(time, price, lots, side);
    this.#last = time;
    if (this.#buffer.isFull) this.flush();
  }

  /** Adds a quote, checked by the caller. */
  quote(time: number, bid: number, ask: number): void {
    this.#buffer.quote(time, bid, ask);
    this.#last = time;
    if (this.#buffer.isFull) this.flush();
  }

  /** Writes what is buffered as a block; with `sync` it is on disk when this returns. */
  flush(options: { readonly sync?: boolean } = {}): void {
    if (this.#buffer.count > 0) {
      const { bytes } = this.#encoder.encode(this.#buffer.span);
      writeAll(this.#fd, bytes, this.#position);
      this.#position += bytes.length;
      this.#buffer.clear();
    }
    if (options.sync === true) fsyncSync(this.#fd);
  }

  /** Flushes and closes. The file stays open for recording. */
  close(options: { readonly sync?: boolean } = {}): void {
    this.flush(options);
    closeSync(this.#fd);
  }
}

/**
 * Writes the sealed form of a recorded file over it; one without ticks is removed. A torn tail is left out and
 * returned. @throws SiisError DATA_CORRUPT
 */
export function sealTickFile(path: string): readonly Damage[] {
  const temporary = `${path}.tmp`;
  const file = TickFile.open(path);
  try {
    if (file.header.seal !== undefined) return file.damage;
    if (file.count === 0) {
      removeFile(path);
      return file.damage;
    }
    const writer = new TickFileWriter(temporary, file.header);
    try {
      copyRows(file, { price: 1, lots: 1 }, writer);
      writer.finish();
    } finally {
      writer.abandon();
    }
    replaceFile(temporary, path);
    return file.damage;
  } finally {
    file.close();
  }
}

/** The steps that both scales count in. */
export function common(one: TickScale, other: TickScale): TickScale {
  return {
    priceStep: commonStep(one.priceStep, other.priceStep),
    lotStep: commonStep(one.lotStep, other.lotStep),
  };
}

/** By how much numbers in `coarse` steps are multiplied to count `fine` ones. */
export function factorOf(coarse: TickScale, fine: TickScale): ScaleFactor {
  return {
    price: stepFactor(coarse.priceStep, fine.priceStep),
    lots: stepFactor(coarse.lotStep, fine.lotStep),
  };
}

function makeFile(path: string, header: OpenHeader): void {
  const fd = openSync(path, 'w');
  try {
    writeAll(fd, encodeHeader({ ...header, seal: undefined }), 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function copyRows(file: TickFile, factor: ScaleFactor, into: TickFileAppender | TickFileWriter): void {
  const reader = new RowReader(file, factor);
  while (reader.advance()) into.append(reader.rows, 0, reader.count);
}
