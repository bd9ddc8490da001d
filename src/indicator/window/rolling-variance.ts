import { assertLength } from '../settle.ts';

/** A fall of the squared deviations to this part of their recent peak costs digits: they are then summed afresh. */
const CANCELLED = 1e-3;

/**
 * Mean and sum of squared deviations of the last `length` inputs. O(1) amortised.
 *
 * Between windows the sums are updated (Welford, replacing the oldest input); once a window they are replaced by sums
 * built from that window alone, and after a large input has left they are summed again, so errors cannot gather. All is
 * counted from an input of the window, so that large prices do not swallow small deviations. Equal inputs give exactly
 * their value as mean and exactly 0 as deviation.
 *
 * - source: B. P. Welford, Technometrics 4 (1962); Chan, Golub, LeVeque, "Updating formulae" (1979)
 */
export class RollingVariance {
  readonly length: number = 0;
  /** NaN until `length` inputs. */
  mean = NaN;
  /** Sum of squared deviations from the mean, >= 0; NaN until `length` inputs. */
  squares = NaN;
  /** What `mean` and `squares` would be after the input given to `peek`. */
  nextMean = NaN;
  nextSquares = NaN;
  readonly #ring: Float64Array;
  #at = 0;
  #run = 0;
  #last = NaN;
  /** The input that `#offset` counts from: the mean is their sum. */
  #origin = NaN;
  #offset = NaN;
  #nextOrigin = NaN;
  #nextOffset = NaN;
  /** Highest `squares` since they were last summed afresh. */
  #peak = 0;
  #nextPeak = 0;
  /** Sums, since the ring was last at its start, of the inputs less the ring's first, and of their squares. */
  #fresh = 0;
  #freshSquares = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('window length', length);
    this.length = length;
    this.#ring = new Float64Array(length);
  }

  push(input: number): void {
    this.peek(input);
    this.mean = this.nextMean;
    this.squares = this.nextSquares;
    this.#origin = this.#nextOrigin;
    this.#offset = this.#nextOffset;
    this.#peak = this.#nextPeak;
    this.#run = input === this.#last ? this.#run + 1 : 1;
    this.#last = input;
    const at = this.#at;
    this.#ring[at] = input;
    if (at + 1 === this.length) {
      this.#at = 0;
      this.#fresh = 0;
      this.#freshSquares = 0;
      return;
    }
    const distance = input - this.#ring[0]!;
    this.#at = at + 1;
    this.#fresh += distance;
    this.#freshSquares += distance * distance;
  }

  /** Fills `nextMean` and `nextSquares`; commits nothing. */
  peek(input: number): void {
    const at = this.#at;
    if (input === this.#last && this.#run + 1 >= this.length) this.#set(input, 0, 0);
    else if (at + 1 === this.length) this.#renew(input, at === 0 ? input : this.#ring[0]!);
    else this.#replace(input, this.#ring[at]!);
  }

  #replace(input: number, old: number): void {
    const origin = this.#origin;
    const offset = this.#offset + (input - old) / this.length;
    const squares = this.squares + (input - old) * (input - origin - offset + (old - origin - this.#offset));
    if (squares <= CANCELLED * this.#peak) {
      this.#resum(input);
      return;
    }
    const peak = this.#peak;
    this.#set(origin, offset, squares);
    if (peak > squares) this.#nextPeak = peak;
  }

  #renew(input: number, first: number): void {
    const distance = input - first;
    const sum = this.#fresh + distance;
    const squares = this.#freshSquares + distance * distance - (sum * sum) / this.length;
    this.#set(first, sum / this.length, Math.max(0, squares));
  }

  #resum(input: number): void {
    const ring = this.#ring;
    const at = this.#at;
    let sum = 0;
    for (let k = 0; k < ring.length; k++) sum += k === at ? 0 : ring[k]! - input;
    const offset = sum / ring.length;
    let squares = offset * offset;
    for (let k = 0; k < ring.length; k++) squares += k === at ? 0 : (ring[k]! - input - offset) ** 2;
    this.#set(input, offset, squares);
  }

  #set(origin: number, offset: number, squares: number): void {
    this.nextMean = origin + offset;
    this.nextSquares = squares;
    this.#nextOrigin = origin;
    this.#nextOffset = offset;
    this.#nextPeak = squares;
  }
}
