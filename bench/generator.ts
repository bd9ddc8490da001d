import { sideBuy, sideSell } from '../src/market/tick-block.ts';
import { Random } from '../src/util/random.ts';

/** Ticks as columns that are filled again and again: ms, price steps, lots. */
export interface TickColumnsBatch {
  readonly time: Float64Array;
  readonly price: Float64Array;
  readonly lots: Float64Array;
  readonly side: Uint8Array;
}

/** 2025-01-01 00:00 UTC. */
export const benchStart = 1_735_689_600_000;

const draws = 65_536;
/** Waiting times in ms at volatility 1; a volatility of v makes them shorter by it. */
const waits = atQuantiles((u) => -Math.log(u) * 86.2);
/** Sizes of jumps in ticks at volatility 1; most changes are a single tick. */
const jumps = atQuantiles((u) => -Math.log(u) * 13);
const [priceMin, priceMax] = [200_000, 2_000_000];

/**
 * The benchmark's tape: trades as a perpetual of BTC/USDT has them, tick 0.1, lot 0.001. 42 % of the trades share the
 * millisecond of the one before, the others wait 80 ms on average (together about 45 ms); 20 % change the price, by one
 * tick or by an exponential jump of 13; quantities are log-normal; pace and size of jumps change together every 65 536 trades or so.
 * Made for speed and not for realism (a random walk without drift): about 25 ns a tick. Equal names give equal tapes.
 */
export class BenchTape {
  readonly #random: Random;
  readonly #lots: Float64Array;
  #time = benchStart;
  #price = 950_000;
  #isBuy = false;
  #volatility = 1;

  constructor(name: string) {
    this.#random = new Random(`bench/${name}`);
    const random = new Random('bench/lots');
    this.#lots = Float64Array.from({ length: draws }, () => {
      const normal = (random.next() + random.next() + random.next() + random.next() - 2) * Math.sqrt(3);
      return Math.floor(Math.exp(-3.2 + 1.7 * normal) * 1000) + 1;
    });
  }

  /** Writes the next `count` trades to the columns, from their start. */
  write(batch: TickColumnsBatch, count: number): void {
    const random = this.#random;
    for (let k = 0; k < count; k++) {
      const first = random.uint32();
      const second = random.uint32();
      if (second >>> 16 === 0) this.#volatility = 0.3 + random.next() * 2.4;
      const chance = second & 0xffff;
      if ((first & 0xffff) >= 0.42 * draws) {
        this.#time += Math.round(waits[random.uint32() & 0xffff]! / this.#volatility);
      }
      if (chance < 0.2 * draws) this.#move(chance < 0.1 * draws);
      else if (chance < 0.44 * draws) this.#isBuy = !this.#isBuy;
      batch.time[k] = this.#time;
      batch.price[k] = this.#price;
      batch.lots[k] = this.#lots[first >>> 16]!;
      batch.side[k] = this.#isBuy ? sideBuy : sideSell;
    }
  }

  #move(isUp: boolean): void {
    const draw = this.#random.uint32();
    const isJump = (draw & 0xffff) > 0.35 * draws;
    const size = isJump ? 1 + Math.floor(jumps[draw >>> 16]! * this.#volatility) : 1;
    this.#isBuy = isUp;
    this.#price = Math.min(priceMax, Math.max(priceMin, this.#price + (isUp ? size : -size)));
  }
}

function atQuantiles(f: (u: number) => number): Float64Array {
  return Float64Array.from({ length: draws }, (_, k) => f((k + 0.5) / draws));
}
