import { sideBuy, sideSell, sideUnknown } from '../../market/tick-block.ts';
import { Random } from '../../util/random.ts';
import { syntheticInstrument, type SyntheticMarket } from './market.ts';
import { activityOfDay, ReturnProcess } from './returns.ts';

const day = 86_400_000;
/** Chance that an aggressive order hits one more resting order, and the mean number of prints that makes. */
const sweep = 0.35;
const printsPerOrder = 1 / (1 - sweep);
/** Part of the activity that earlier activity caused. */
const excited = 0.7;
/** Part of the way home that the price goes each minute: home again within months. */
const homesick = 1 / (90 * 1440);
/** Mean of the factors that news, volatility and chance put on the activity; measured over long tapes. */
const activityMean = 0.86;

/** Draws that cost a power or a logarithm each are made ahead; a tick picks one by 12 random bits. */
const drawMask = 4095;
/** Lengths of runs of one side: a Pareto tail of exponent 5/3. */
const runLengths = atQuantiles((u) => Math.min(200, Math.floor(u ** -0.6)));
/** Factors of mean 1 on the activity of a second: a few seconds are far busier than most. */
const bursts = meanOne(atQuantiles((u) => u ** -0.35));
/** Waiting times for something that comes once a second on average, ms. */
const waits = meanOne(atQuantiles((u) => -Math.log(u))).map((each) => each * 1000);
const sweepBits = sweep * 2 ** 32;

/**
 * The ticks of one synthetic market, one after the other, without end. The price follows `ReturnProcess`; orders arrive
 * in bursts (earlier activity causes more of it), in runs of one side with a heavy-tailed length, and push the price a
 * little; the spread opens with volatility and news. Constant memory; about 100 ns a tick, and as much again for each second.
 */
export class SyntheticTape {
  /** The current tick; the first one is ready after construction. ms, price steps, lots. */
  time = 0;
  price = 0;
  ask = 0;
  lots = 0;
  side = sideUnknown;

  readonly #market: SyntheticMarket;
  readonly #quotes: boolean;
  readonly #random: Random;
  readonly #factor: ReturnProcess;
  readonly #own: ReturnProcess;
  /** What a unit of each process does to the log price. */
  readonly #factorPart: number;
  readonly #ownPart: number;
  readonly #stepsPerUnit: number;
  readonly #ordersPerSecond: number;
  readonly #sizes: Float64Array;
  /** Start of the current second, and the time of the last order in it. ms. */
  #second: number;
  #clock: number;
  #seconds = 0;
  #logPrice: number;
  /** Price at the start of the second and its way through it, price steps. */
  #from: number;
  #slope = 0;
  /** Mean time between orders of this second, s. */
  #pause = 0;
  /** Orders a second: lately, counted in the current second, and usual at this time of day and volatility. */
  #recent: number;
  #orders = 0;
  #usualRate = 0;
  /** 1 / (a usual move of a second at this minute's volatility), log price. */
  #perSecondMove = 0;
  /** Half of the spread, with and without news, and how far orders hold the price from its course; price steps. */
  #half = 0;
  #calmHalf = 0;
  #impact = 0;
  /** Chance that the next run of orders buys. */
  #buying = 0.5;
  #run = 0;
  #direction = 1;
  #printsLeft = 0;

  constructor(seed: string | number, market: SyntheticMarket, start: number) {
    const { price, quantity } = syntheticInstrument(market);
    this.#market = market;
    this.#quotes = market.kind === 'quote';
    this.#random = Random.derive(seed, `${market.id}/orders`);
    this.#factor = new ReturnProcess(`${seed}/factor`);
    this.#own = new ReturnProcess(`${seed}/${market.id}/returns`);
    this.#factorPart = market.volatility * market.correlation;
    this.#ownPart = market.volatility * Math.sqrt(1 - market.correlation ** 2);
    this.#stepsPerUnit = 1 / price.toNumber(1);
    this.#sizes = drawSizes(this.#random, quantity.fromNumber(market.quantity));
    this.#logPrice = Math.log(market.price);
    this.#from = market.price * this.#stepsPerUnit;
    this.#second = start;
    this.#clock = start;
    this.#ordersPerSecond = market.ticksPerSecond / (this.#quotes ? 1 : printsPerOrder);
    this.#recent = this.#ordersPerSecond;
    this.#beginSecond();
    this.advance();
  }

  /** Goes on to the next tick. */
  advance(): void {
    if (this.#printsLeft > 0) this.#nextPrint();
    else this.#nextOrder();
    this.lots = this.#sizes[this.#random.uint32() & drawMask]!;
  }

  /** One more print of the order before, perhaps at a worse price. */
  #nextPrint(): void {
    this.#printsLeft--;
    const chance = this.#random.next();
    if (chance < 0.5) return;
    this.price = Math.max(1, this.price + this.#direction * (1 + Math.floor((2 * chance - 1) * this.#half)));
    this.ask = this.price;
  }

  #nextOrder(): void {
    const random = this.#random;
    let clock = this.#clock + waits[random.uint32() & drawMask]! * this.#pause;
    while (clock >= this.#second + 1000) {
      this.#endSecond();
      clock = this.#second + waits[random.uint32() & drawMask]! * this.#pause;
    }
    this.#clock = clock;
    this.#orders++;
    this.time = Math.floor(clock);
    if (this.#run-- <= 0) this.#beginRun();
    this.#impact = 0.97 * this.#impact + 0.04 * this.#direction * (this.#half + 0.5);
    const middle = this.#from + this.#slope * (clock - this.#second) + this.#impact;
    const half = this.#half * (0.7 + 0.6 * random.next());
    const bid = Math.max(1, Math.floor(middle - half));
    const ask = Math.max(bid + 1, Math.ceil(middle + half));
    if (this.#quotes) {
      this.price = bid;
      this.ask = ask;
      return;
    }
    this.side = this.#direction > 0 ? sideBuy : sideSell;
    this.price = this.#direction > 0 ? ask : bid;
    this.ask = this.price;
    while (random.uint32() < sweepBits) this.#printsLeft++;
  }

  /** A run of orders of one side. Heavy-tailed lengths give the sides of orders their long memory. */
  #beginRun(): void {
    this.#direction = this.#random.next() < this.#buying ? 1 : -1;
    this.#run = runLengths[this.#random.uint32() & drawMask]!;
  }

  #endSecond(): void {
    this.#second += 1000;
    this.#recent = 0.9 * this.#recent + 0.1 * this.#orders;
    this.#orders = 0;
    this.#from = Math.exp(this.#logPrice) * this.#stepsPerUnit;
    this.#beginSecond();
  }

  #beginSecond(): void {
    if (this.#seconds++ % 60 === 0) this.#beginMinute();
    const move = this.#factorPart * this.#factor.nextSecond() + this.#ownPart * this.#own.nextSecond();
    this.#logPrice += move;
    const to = Math.exp(this.#logPrice) * this.#stepsPerUnit;
    this.#slope = (to - this.#from) / 1000;
    const strength = move * this.#perSecondMove;
    this.#buying = 0.5 + (0.4 * strength) / (1 + Math.abs(strength));
    const news = this.#factor.news || this.#own.news ? 3 : 1;
    this.#half = news * this.#calmHalf;
    const fresh = this.#usualRate * news * bursts[this.#random.uint32() & drawMask]!;
    this.#pause = 1 / ((1 - excited) * fresh + excited * this.#recent);
  }

  #beginMinute(): void {
    const { price, volatility, spread, correlation } = this.#market;
    const activity = activityOfDay[Math.floor((this.#second % day) / 60_000)]!;
    const season = Math.sqrt(activity);
    this.#factor.nextMinute(season);
    this.#own.nextMinute(season);
    const shared = correlation ** 2;
    const now = Math.sqrt(shared * this.#factor.volatility ** 2 + (1 - shared) * this.#own.volatility ** 2);
    this.#perSecondMove = 200 / (volatility * now);
    this.#calmHalf = 0.5 * spread * price * this.#stepsPerUnit * now ** 0.7;
    this.#usualRate = (this.#ordersPerSecond * activity * (now / season) ** 0.8) / activityMean;
    this.#logPrice += (Math.log(price) - this.#logPrice) * homesick;
  }
}

/** Log-normal quantities around `median`, whole lots, at least one. Drawn once: most prints of a market look alike. */
function drawSizes(random: Random, median: number): Float64Array {
  return Float64Array.from({ length: drawMask + 1 }, () =>
    Math.max(1, Math.round(median * Math.exp(1.3 * random.normal()))),
  );
}

function atQuantiles(f: (u: number) => number): Float64Array {
  return Float64Array.from({ length: drawMask + 1 }, (_, k) => f((k + 0.5) / (drawMask + 1)));
}

function meanOne(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return values.map((each) => each / mean);
}
