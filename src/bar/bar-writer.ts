import type { BarBlock } from '../market/bar.ts';
import type { StepBar } from './bar-roll.ts';

/** Rows of a bar block handed out by the sources of this folder. */
const capacity = 4096;

/** A reused bar block that is filled bar by bar. */
export class BarWriter {
  readonly #time = new Float64Array(capacity);
  readonly #open = new Float64Array(capacity);
  readonly #high = new Float64Array(capacity);
  readonly #low = new Float64Array(capacity);
  readonly #close = new Float64Array(capacity);
  readonly #volume = new Float64Array(capacity);
  readonly #priceStep: string;
  readonly #volumeStep: string;
  #count = 0;

  constructor(priceStep: string, volumeStep: string) {
    this.#priceStep = priceStep;
    this.#volumeStep = volumeStep;
  }

  get isFull(): boolean {
    return this.#count === capacity;
  }

  push(bar: StepBar): void {
    const k = this.#count++;
    this.#time[k] = bar.time;
    this.#open[k] = bar.open;
    this.#high[k] = bar.high;
    this.#low[k] = bar.low;
    this.#close[k] = bar.close;
    this.#volume[k] = bar.volume;
  }

  /** The bars since the last `take`; `undefined` when there is none. Valid until the next `push`. */
  take(): BarBlock | undefined {
    const count = this.#count;
    if (count === 0) return undefined;
    this.#count = 0;
    return {
      count,
      time: this.#time,
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
      volume: this.#volume,
      priceStep: this.#priceStep,
      volumeStep: this.#volumeStep,
    };
  }
}
