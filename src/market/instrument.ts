import { assert } from '../util/assert.ts';
import { type Brand, brandAs } from '../util/brand.ts';
import { Grid } from './grid.ts';

/** `<venue>:<symbol>`: `binance:BTC/USDT`, `binance:BTC/USDT:USDT` for a perpetual. */
export type InstrumentId = Brand<string, 'InstrumentId'>;

/** What sort of thing is traded. */
export type InstrumentKind = 'spot' | 'perpetual' | 'future' | 'forex' | 'cfd' | 'equity';

/** Limits a venue sets on orders. Absent means: no such limit. All values are decimal text in quote or base units. */
export interface InstrumentFilters {
  readonly minQuantity?: string;
  readonly maxQuantity?: string;
  readonly minNotional?: string;
  readonly maxNotional?: string;
  /** Farthest a limit may stand from the last price, as a ratio: 0.1 allows 90 … 110 % of it. */
  readonly priceBand?: number;
}

/** What is traded: names, exact price and quantity steps, fees and limits. Immutable. */
export interface Instrument {
  readonly id: InstrumentId;
  readonly venue: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Currency that profit and fees are booked in. */
  readonly settlement: string;
  readonly kind: InstrumentKind;
  /** Price steps ("ticks"). */
  readonly price: Grid;
  /** Quantity steps ("lots"). */
  readonly quantity: Grid;
  /** Base units per contract; 1 on spot. */
  readonly contractSize: string;
  /** Fee rates, ratios of the notional. */
  readonly makerFee: number;
  readonly takerFee: number;
  readonly filters: InstrumentFilters;
}

/** @throws AssertionError when `text` is not `<venue>:<symbol>`. For text that was parsed before. */
export function instrumentId(text: string): InstrumentId {
  assert(/^[a-z0-9_-]+:\S+$/.test(text), `an instrument is <venue>:<symbol>, was ${text}`);
  return brandAs<InstrumentId>(text);
}

/** What `parseInstrumentName` understood. */
export interface InstrumentName {
  readonly id: InstrumentId;
  readonly venue: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settlement: string | undefined;
}

/** Quote currencies that are recognised at the end of a symbol without a separator; longer ones first. */
const quotes = (
  'FDUSD USDT USDC BUSD TUSD USD EUR GBP JPY CHF AUD CAD NZD SGD HKD CNH SEK NOK DKK PLN CZK HUF MXN ZAR TRY BRL ' +
  'BTC ETH BNB'
).split(' ');

/**
 * Accepts the common spellings, in either case:
 *
 * - venue first: `binance:BTC/USDT`, `binance:BTC-USDT`, `binance:btc_usdt`, `binance:BTCUSDT`, `nasdaq:GOOG`
 * - venue last: `BTC-USDT.binance`, `BTCUSDT-PERP.BINANCE`
 * - no venue, when `venue` is given: `BTC/USDT`, `BTCUSDT`, `BRK.B`
 * - perpetuals: `binance:BTC/USDT:USDT`, `BTCUSDT-PERP`, `BTC-USDT-SWAP`, `BTCUSDT.P`; futures: `BTC/USDT:USDT-261225`
 *
 * A symbol without a recognised quote currency stands for itself, quoted in USD. A venue has two letters or more.
 *
 * @returns `undefined` when it is no instrument name.
 */
export function parseInstrumentName(text: string, venue?: string): InstrumentName | undefined {
  const trimmed = text.trim();
  const leading = /^([a-z][\w-]+):(\S+)$/i.exec(trimmed);
  if (leading !== null && !endsInSettlement(trimmed)) return readSymbol(leading[1]!, leading[2]!);
  const trailing = /^(\S+)\.([a-z][\w-]+)$/i.exec(trimmed);
  if (trailing !== null) return readSymbol(trailing[2]!, trailing[1]!);
  return venue === undefined ? undefined : readSymbol(venue, trimmed);
}

/** `BTC-USDT:USDT`: one of the pair's own currencies follows the colon, so what stands before it is no venue. */
function endsInSettlement(text: string): boolean {
  return /^([a-z\d]+)[_-]([a-z\d]+):(?:\1|\2)(?:-\d+)?$/i.test(text);
}

function readSymbol(venue: string, text: string): InstrumentName | undefined {
  const upper = text.toUpperCase();
  const plain = upper.replace(/[-_](?:PERP|SWAP)$|\.P$/, '');
  const match = /^([A-Z\d.]+)(?:[/_-]([A-Z\d]{2,}))?(?::([A-Z\d]+)(-\d{6})?)?$/.exec(plain);
  if (match === null) return readPlain(venue, upper);
  const pair = match[2] === undefined ? splitPair(match[1]!) : ([match[1]!, match[2]] as const);
  // `.P` marks a perpetual only behind a pair; behind anything else it is a class of shares.
  if (pair === undefined) return readPlain(venue, upper);
  const [base, quote] = pair;
  const settlement = match[3] ?? (plain === upper ? undefined : quote);
  const symbol = `${base}/${quote}${settlement === undefined ? '' : `:${settlement}`}${match[4] ?? ''}`;
  return makeName(venue, { symbol, base, quote, settlement });
}

/** `GOOG`, `BRK.B`, `BRK-B`; `BTC-PERP` is a perpetual in USD. */
function readPlain(venue: string, symbol: string): InstrumentName | undefined {
  const perpetual = /^([A-Z\d]+)[-_](?:PERP|SWAP)$/.exec(symbol);
  if (perpetual !== null) {
    const base = perpetual[1]!;
    return makeName(venue, { symbol: `${base}/USD:USD`, base, quote: 'USD', settlement: 'USD' });
  }
  if (!/^[A-Z\d]+(?:[.-][A-Z\d]+)?$/.test(symbol)) return undefined;
  return makeName(venue, { symbol, base: symbol, quote: 'USD', settlement: undefined });
}

function makeName(venue: string, parts: Omit<InstrumentName, 'id' | 'venue'>): InstrumentName {
  const lower = venue.toLowerCase();
  return { id: instrumentId(`${lower}:${parts.symbol}`), venue: lower, ...parts };
}

/** `BTCUSDT` is BTC and USDT. `undefined` when no quote currency is recognised. */
function splitPair(symbol: string): readonly [base: string, quote: string] | undefined {
  const quote = quotes.find((each) => symbol.endsWith(each) && symbol.length - each.length >= 2);
  return quote === undefined ? undefined : [symbol.slice(0, -quote.length), quote];
}

/** The plain form of an instrument, as profiles and the store keep it. */
export interface InstrumentSpec {
  readonly kind?: InstrumentKind;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly settlement?: string;
  readonly contractSize?: string;
  readonly makerFee?: number;
  readonly takerFee?: number;
  readonly filters?: InstrumentFilters;
}

/** An instrument from its name and spec. @throws AssertionError when a step is not a positive decimal. */
export function makeInstrument(named: InstrumentName, spec: InstrumentSpec): Instrument {
  return {
    id: named.id,
    venue: named.venue,
    symbol: named.symbol,
    base: named.base,
    quote: named.quote,
    settlement: spec.settlement ?? named.settlement ?? named.quote,
    kind: spec.kind ?? kindOf(named),
    price: new Grid(spec.tickSize),
    quantity: new Grid(spec.lotSize),
    contractSize: spec.contractSize ?? '1',
    makerFee: spec.makerFee ?? 0,
    takerFee: spec.takerFee ?? 0,
    filters: spec.filters ?? {},
  };
}

function kindOf({ symbol, settlement }: InstrumentName): InstrumentKind {
  if (settlement === undefined) return 'spot';
  return /-\d{6}$/.test(symbol) ? 'future' : 'perpetual';
}
