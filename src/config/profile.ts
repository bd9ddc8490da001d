import { z } from 'zod';
import type { AlertSpec } from '../market/alert.ts';
import type { TradeContext } from '../market/context.ts';
import type { InstrumentId } from '../market/instrument.ts';
import type { RegionSpec } from '../market/region.ts';
import { accountSchema, type AccountProfile } from './schema/account.ts';
import { budgetSchema, type BudgetProfile } from './schema/budget.ts';
import { dataSchema, type DataProfile } from './schema/data.ts';
import { alertSchema, regionSchema } from './schema/guard.ts';
import { instrument, integer, text } from './schema/leaf.ts';
import { journalSchema, type JournalProfile } from './schema/journal.ts';
import { logSchema, type LogProfile } from './schema/log.ts';
import { limitsSchema, type LimitsProfile } from './schema/limits.ts';
import { marketSchema, type MarketProfile } from './schema/market.ts';
import { paperSchema, type PaperProfile } from './schema/paper.ts';
import { reportSchema, type ReportProfile } from './schema/report.ts';
import { sizingSchema, type SizingProfile } from './schema/sizing.ts';
import { strategyUseSchema } from './schema/strategy.ts';
import { contextSchema, tradeSchema, type TradeProfile } from './schema/trade.ts';

/** A profile as it is written. Strict: unknown keys are refused; all defaults are here. */
export const profileSchema = z.strictObject({
  name: text('a name')
    .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_ .-]*$/u, {
      error: 'expected a name of letters, digits, blanks, dots and dashes',
    })
    .exactOptional()
    .describe("Files of a session are named after it. Default: the file's name"),
  description: z.string({ error: 'expected text' }).exactOptional().describe('For people'),
  seed: z
    .union([z.number(), z.string().min(1)], { error: 'expected a number or text' })
    .default(1)
    .describe('Of all chance: the paper venue, the synthetic market, the strategies'),
  instruments: z
    .array(instrument(), { error: 'expected a list of instruments, [binance:BTC/USDT]' })
    .min(1, { error: 'expected one instrument or more' })
    .exactOptional()
    .describe('What is traded, in any common spelling. Needed here or with each strategy'),
  strategies: z
    .array(strategyUseSchema, { error: 'expected a list of strategies, [{use: ema-cross}]' })
    .min(1, { error: 'expected one strategy or more' })
    .exactOptional()
    .describe('What decides'),
  strategy: strategyUseSchema.exactOptional().describe('Short for `strategies` with one entry'),
  markets: z
    .record(z.string(), marketSchema, { error: 'expected a map of instrument to what is known of it' })
    .default({})
    .describe("Corrections by instrument; a `*` at the end stands for the rest: 'binance:*'"),
  data: dataSchema.prefault({}).describe('Where market data come from'),
  account: accountSchema.prefault({}).describe('The paper account'),
  sizing: sizingSchema.prefault({}).describe('How large an entry is when the strategy does not say'),
  limits: limitsSchema.prefault({}).describe('Hard caps after the strategy. Absent: no cap'),
  trade: tradeSchema.prefault({}).describe('Protections and ends of trades that the strategy did not plan itself'),
  regions: z
    .array(regionSchema, { error: 'expected a list of regions, [{kind: range, low: 60000, high: 70000}]' })
    .exactOptional()
    .describe('Stretches of price and time that signals of strategies must lie in'),
  alerts: z
    .array(alertSchema, { error: 'expected a list of alerts, [{kind: price-cross, price: 65000, when: above}]' })
    .exactOptional()
    .describe('Conditions of the market to be told of. They change no order'),
  contexts: z
    .record(z.string(), contextSchema, { error: 'expected a map of names to terms, {scalp: {stop: 1%, target: 2%}}' })
    .exactOptional()
    .describe(
      'Named terms for entries, which a signal or a strategy takes on by name; what they leave out is as in `trade`',
    ),
  paper: paperSchema.prefault({}).describe('The paper venue'),
  report: reportSchema.prefault({}).describe('What a report is made of'),
  journal: journalSchema.prefault({}).describe('How the records of paper sessions are kept'),
  log: logSchema.prefault({}).describe('How the log of paper sessions is kept, which `siis logs` shows'),
  history: z
    .enum(['auto', 'none'])
    .default('auto')
    .describe('Bars before the start that warm up indicators: auto takes them from the store'),
  workers: integer({ min: 0, max: 64 })
    .exactOptional()
    .describe(
      'Threads for the strategies of a paper session; 0 runs them beside everything else. Default: one per core',
    ),
  budget: budgetSchema.prefault({}).describe('What strategies on workers may use up'),
});

/** One strategy of a checked profile. */
export interface StrategyProfile {
  readonly use: string;
  /** Unique in the profile. */
  readonly name: string;
  readonly instruments: readonly InstrumentId[];
  /** As written; the checked ones, with defaults, are in `LoadedStrategy`. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A checked profile: everything defaulted, durations in ms, instruments as ids, fees and percents as numbers. */
export interface Profile {
  readonly name: string;
  readonly description: string | undefined;
  readonly seed: string;
  /** All that any strategy trades, without repeats, in the order written. */
  readonly instruments: readonly InstrumentId[];
  readonly strategies: readonly StrategyProfile[];
  /** Keys are instrument ids or end in `*`; more exact ones win, see `marketOverrides`. */
  readonly markets: Readonly<Record<string, MarketProfile>>;
  readonly data: DataProfile;
  readonly account: AccountProfile & { readonly currency: string };
  readonly sizing: SizingProfile;
  readonly limits: LimitsProfile;
  readonly trade: TradeProfile;
  /** Absent where none are written. */
  readonly regions?: readonly RegionSpec[];
  readonly alerts?: readonly AlertSpec[];
  readonly contexts?: Readonly<Record<string, TradeContext>>;
  readonly paper: PaperProfile;
  readonly report: ReportProfile;
  readonly journal: JournalProfile;
  readonly log: LogProfile;
  readonly history: 'auto' | 'none';
  readonly workers: number | undefined;
  readonly budget: BudgetProfile;
}

/** What a profile says about one instrument: of all keys that match it the more exact ones win. */
export function marketOverrides(profile: Pick<Profile, 'markets'>, id: InstrumentId): MarketProfile {
  let merged: MarketProfile = {};
  for (const key of matchingMarkets(profile, id)) {
    const market = profile.markets[key] ?? {};
    const filters = { ...merged.filters, ...market.filters };
    merged = { ...merged, ...market, ...(Object.keys(filters).length === 0 ? {} : { filters }) };
  }
  return merged;
}

/** The keys of `markets` that speak of an instrument, the most exact one last. `bitfinex:*` is all of bitfinex. */
export function matchingMarkets({ markets }: Pick<Profile, 'markets'>, id: InstrumentId): string[] {
  const matching = Object.keys(markets).filter((key) =>
    key.endsWith('*') ? id.startsWith(key.slice(0, -1)) : key === id,
  );
  return matching.toSorted((a, b) => exactness(a) - exactness(b));
}

function exactness(key: string): number {
  return key.endsWith('*') ? key.length : Infinity;
}
