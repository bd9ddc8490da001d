import {
  type Instrument,
  type InstrumentSpec,
  instrumentId,
  makeInstrument,
  parseInstrumentName,
} from '../../market/instrument.ts';
import type { TickKind } from '../../market/tick-block.ts';
import { assert, ensure } from '../../util/assert.ts';

/** An invented market: what is traded and how it behaves. All of it is part of what makes a tape; see `syntheticSource`. */
export interface SyntheticMarket {
  /** Instrument id; two markets of one seed differ by it. */
  readonly id: string;
  readonly spec: InstrumentSpec;
  /** Prints, or changes of the top of the book. */
  readonly kind: TickKind;
  /** Price that the market starts at and, over months, comes back to. Quote currency. */
  readonly price: number;
  /** Standard deviation of a day's return, ratio. */
  readonly volatility: number;
  /** Mean number of ticks a second over a day. */
  readonly ticksPerSecond: number;
  /** Median quantity of a print or of the best bid, base units. */
  readonly quantity: number;
  /** Spread in calm hours, ratio of the price; never less than one price step. */
  readonly spread: number;
  /** Correlation of returns with the factor that all markets of a seed share, −1 … 1. Two markets: the product. */
  readonly correlation: number;
}

/** A market of middling temper: a large crypto pair unless `traits` say otherwise. @throws AssertionError on nonsense. */
export function syntheticMarket(id: string, traits: Partial<Omit<SyntheticMarket, 'id'>> = {}): SyntheticMarket {
  const market: SyntheticMarket = {
    id: instrumentId(id),
    spec: { tickSize: '0.1', lotSize: '0.0001', makerFee: 0.0002, takerFee: 0.0005 },
    kind: 'trade',
    price: 60_000,
    volatility: 0.025,
    ticksPerSecond: 8,
    quantity: 0.02,
    spread: 0.00002,
    correlation: 0.8,
    ...traits,
  };
  const { price, quantity } = syntheticInstrument(market);
  const steps = price.fromNumber(market.price);
  assert(steps >= 100 && steps < 2 ** 24, `${id}: a price of ${market.price} is ${steps} steps; 100 to 2^24 wanted`);
  assert(quantity.fromNumber(market.quantity) >= 1, `${id}: a quantity of ${market.quantity} is less than a lot`);
  assert(market.volatility > 0 && market.volatility <= 0.2, `${id}: volatility a day must be in (0, 0.2]`);
  assert(market.ticksPerSecond > 0 && market.ticksPerSecond <= 10_000, `${id}: ticks a second must be in (0, 10000]`);
  assert(market.spread >= 0 && market.spread < 0.1, `${id}: the spread must be in [0, 0.1)`);
  assert(Math.abs(market.correlation) <= 1, `${id}: the correlation must be in [-1, 1]`);
  return market;
}

/** The instrument that a market trades. */
export function syntheticInstrument(market: SyntheticMarket): Instrument {
  return makeInstrument(ensure(parseInstrumentName(market.id), `the instrument name ${market.id}`), market.spec);
}

/** The markets of the demo: three that move together, and a currency pair that goes its own way. */
export const demoMarkets: readonly SyntheticMarket[] = [
  syntheticMarket('demo:BTC/USDT'),
  syntheticMarket('demo:ETH/USDT', {
    spec: { tickSize: '0.01', lotSize: '0.001', makerFee: 0.0002, takerFee: 0.0005 },
    price: 3000,
    volatility: 0.032,
    ticksPerSecond: 6,
    quantity: 0.3,
    spread: 0.00003,
  }),
  syntheticMarket('demo:SOL/USDT', {
    spec: { tickSize: '0.01', lotSize: '0.01', makerFee: 0.0002, takerFee: 0.0005 },
    price: 150,
    volatility: 0.045,
    ticksPerSecond: 4,
    quantity: 5,
    spread: 0.00008,
    correlation: 0.7,
  }),
  syntheticMarket('demo:EUR/USD', {
    spec: { kind: 'forex', tickSize: '0.00001', lotSize: '1000', takerFee: 0.00003 },
    kind: 'quote',
    price: 1.1,
    volatility: 0.005,
    ticksPerSecond: 3,
    quantity: 1_000_000,
    spread: 0.00005,
    correlation: 0.15,
  }),
];
