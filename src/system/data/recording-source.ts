import type { TickRecorder } from '../../database/tick-recorder.ts';
import { type TickBlock, type TickScale, type TickSource } from '../../market/tick-block.ts';

/**
 * A tape that is stored as it passes: a block is written down once the next one is asked for, for then all its ticks
 * have passed; the last one up to the moment the session ends.
 */
export class RecordingSource implements TickSource {
  readonly kind: TickSource['kind'];
  readonly scale: TickScale;
  readonly #source: TickSource;
  readonly #recorder: TickRecorder;
  readonly #now: () => number;
  #block: TickBlock | undefined;
  /** Ticks to come that are stored already. */
  #known: number;

  // oxlint-disable-next-line max-params -- a source, where it goes, and how far both are
  constructor(source: TickSource, recorder: TickRecorder, now: () => number, known = 0) {
    this.kind = source.kind;
    this.scale = source.scale;
    this.#source = source;
    this.#recorder = recorder;
    this.#now = now;
    this.#known = known;
  }

  next(): TickBlock | undefined {
    this.#record(Infinity);
    this.#block = this.#source.next();
    return this.#block;
  }

  close(): void {
    this.#record(this.#now());
    this.#block = undefined;
    this.#recorder.seal();
    this.#recorder.close();
    this.#source.close();
  }

  #record(until: number): void {
    const block = this.#block;
    if (block === undefined) return;
    block.decode(0, block.count);
    const { offset, price, ask, lots, side } = block.columns;
    for (let k = 0; k < block.count; k++) {
      const time = block.baseTime + offset[k]!;
      if (time > until) return;
      if (this.#known > 0) {
        this.#known--;
        continue;
      }
      if (this.kind === 'trade') this.#recorder.trade(time, price[k]!, lots[k]!, side[k]!);
      else this.#recorder.quote(time, price[k]!, ask[k]!);
    }
  }
}
