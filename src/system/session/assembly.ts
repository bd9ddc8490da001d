import { createHash } from 'node:crypto';
import { type Profile, marketOverrides } from '../../config/profile.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import {
  type Instrument,
  type InstrumentId,
  type InstrumentSpec,
  makeInstrument,
  parseInstrumentName,
} from '../../market/instrument.ts';
import type { ExitPlan } from '../../market/signal.ts';
import type { TradeDefaults } from '../../strategy/trade/ports.ts';
import type { OrderJournal } from '../../trader/journal.ts';
import type { PaperAccount, PaperMarket } from '../../trader/paper/account.ts';
import { MarginAccount } from '../../trader/paper/margin-account.ts';
import { type PaperModel, plainModel } from '../../trader/paper/model.ts';
import { SpotAccount } from '../../trader/paper/spot-account.ts';
import { dayCaps, riskLimits } from '../../trader/risk/index.ts';
import type { DayCap, RiskLimit } from '../../trader/risk/risk.ts';
import { type Sizing, sizings } from '../../trader/sizing/index.ts';
import { ensure } from '../../util/assert.ts';
import { sizeFaultOf } from '../../strategy/signal-size.ts';
import { SiisError } from '../../util/errors.ts';
import { hash32 } from '../../util/random.ts';
import type { SessionParts } from './session.ts';

/** What the assembly of a session needs beside the profile. */
export interface AssemblyFacts {
  readonly journal: OrderJournal;
  readonly onFailure: (error: SiisError) => void;
  readonly firstSequence?: number;
  readonly log?: SessionParts['log'];
  /** What is known of an instrument from its venue or the store. */
  readonly specOf: (id: InstrumentId) => InstrumentSpec | undefined;
  /** Instruments that are inputs only, besides those traded. */
  readonly inputs?: readonly InstrumentId[];
}

/** Turns a checked profile into the parts of a session. */
export function sessionParts(
  profile: Profile,
  strategies: readonly LoadedStrategy[],
  facts: AssemblyFacts,
): SessionParts {
  const ids = [...new Set([...profile.instruments, ...(facts.inputs ?? [])])];
  const instruments = ids.map((id) => instrumentOf(profile, id, facts.specOf(id)));
  refuseUncountable(profile, instruments);
  return {
    seed: profile.seed,
    instance: instanceTag(profile.name, profile.seed),
    instruments,
    strategies: strategies.map((strategy) => ({
      name: strategy.name,
      definition: strategy.definition,
      params: strategy.params,
      instruments: strategy.instruments,
      ...(strategy.context === undefined ? {} : { context: strategy.context }),
    })),
    account: (markets) => accountsOf(profile, markets),
    sizing: sizingOf(profile),
    limits: capsOf(profile).map(({ name, most }): RiskLimit => riskLimits[name](most)),
    dayCaps: dayCapsOf(profile),
    defaults: defaultsOf(profile),
    guards: {
      regions: profile.regions ?? [],
      alerts: profile.alerts ?? [],
      timeframes: framesOf(profile),
      contexts: profile.contexts ?? {},
    },
    model: modelOf(profile),
    journal: facts.journal,
    onFailure: facts.onFailure,
    ...(facts.firstSequence === undefined ? {} : { firstSequence: facts.firstSequence }),
    ...(facts.log === undefined ? {} : { log: facts.log }),
  };
}

/** An instrument as the profile and its venue or store describe it; the profile goes first. */
export function instrumentOf(profile: Profile, id: InstrumentId, known: InstrumentSpec | undefined): Instrument {
  const overrides = marketOverrides(profile, id);
  const name = ensure(parseInstrumentName(id), `name of ${id}`);
  const tickSize = overrides.tickSize ?? known?.tickSize;
  const lotSize = overrides.lotSize ?? known?.lotSize;
  if (tickSize === undefined || lotSize === undefined) {
    throw new SiisError(
      'INSTRUMENT_INVALID',
      `nothing is known of ${id}: expected its data in the store, or markets: {'${id}': {tickSize: …, lotSize: …}}`,
    );
  }
  const fees = profile.paper.fees;
  const own = fees !== undefined && 'maker' in fees ? { makerFee: fees.maker, takerFee: fees.taker } : {};
  return makeInstrument(name, { ...known, ...overrides, tickSize, lotSize, ...own });
}

/** @throws SiisError CONFIG_INVALID for a protection at a price that an instrument's steps cannot count */
function refuseUncountable(
  { trade: { opposite: _opposite, ...plan } }: Profile,
  instruments: readonly Instrument[],
): void {
  for (const instrument of instruments) {
    const fault = sizeFaultOf({ ...plan, kind: 'enter', direction: 'long' }, instrument);
    if (fault !== undefined) throw new SiisError('CONFIG_INVALID', `trade.${fault} (${instrument.id})`);
  }
}

/** A short tag of letters and digits: which instance an order came from. */
function instanceTag(name: string, seed: string): string {
  return `s${hash32(`${name}/${seed}`).toString(36)}`;
}

function accountsOf(profile: Profile, markets: readonly PaperMarket[]): (market: PaperMarket) => PaperAccount {
  const { separate } = profile.account;
  const shared = separate ? undefined : makeAccount(profile, 'paper', markets);
  if (shared !== undefined) return () => shared;
  const traded = markets.filter((market) => profile.instruments.includes(market.instrument.id));
  const own = new Map(traded.map((market) => [market, makeAccount(profile, market.instrument.id, [market])]));
  // A market that is only looked at books nothing: any account will do.
  const any = ensure([...own.values()][0], 'account');
  return (market) => own.get(market) ?? any;
}

function makeAccount(profile: Profile, name: string, markets: readonly PaperMarket[]): PaperAccount {
  const { kind, currency, balance, assets, leverage, maintenance } = profile.account;
  if (kind === 'margin') return new MarginAccount({ name, currency, balance, leverage, maintenance });
  const account = new SpotAccount({ name, currency, balance, assets });
  for (const market of markets) account.adopt(market);
  return account;
}

function sizingOf(profile: Profile): Sizing {
  return sizings[profile.sizing.mode](profile.sizing.value);
}

/** The caps on entries in the order in which they are looked at. */
const capOrder = [
  'maxNotional',
  'maxQuantity',
  'maxOpenTrades',
  'maxOpenTradesPerMarket',
  'maxOrdersPerMinute',
] as const satisfies readonly (keyof typeof riskLimits)[];

/** A cap of a profile on entries. */
export interface ProfileCap {
  readonly name: (typeof capOrder)[number];
  readonly most: number;
}

/** The caps that a profile sets, in the order in which they are looked at: one for each of the `limits` of a session. */
export function capsOf({ limits }: Profile): ProfileCap[] {
  return capOrder.flatMap((name) => {
    const most = limits[name];
    return most === undefined ? [] : [{ name, most }];
  });
}

function dayCapsOf({ limits: { maxDailyLoss, maxDailyLossPercent } }: Profile): DayCap[] {
  const caps: DayCap[] = [];
  if (maxDailyLoss !== undefined) caps.push(dayCaps.maxDailyLoss(maxDailyLoss));
  if (maxDailyLossPercent !== undefined) caps.push(dayCaps.maxDailyLossPercent(maxDailyLossPercent));
  return caps;
}

function defaultsOf(profile: Profile): TradeDefaults {
  const { opposite, direction, entryTimeout, ...plan } = profile.trade;
  const exit: ExitPlan = plan;
  return { ...exit, opposite, direction, ...(entryTimeout === undefined ? {} : { entryTimeout }) };
}

/** Bars that the operations of trades look at. */
function framesOf({ trade, contexts = {} }: Profile): string[] {
  const operations = [trade, ...Object.values(contexts)].flatMap((each) => each.operations ?? []);
  const frames = operations.flatMap((each) =>
    'timeframe' in each && each.timeframe !== undefined ? [each.timeframe] : [],
  );
  return [...new Set(frames)];
}

function modelOf(profile: Profile): PaperModel {
  const { fees, slippage, spread, latency, partialFill, limitFill, funding, bars } = profile.paper;
  return {
    feeTiers: fees !== undefined && 'tiers' in fees ? fees.tiers : [],
    slippage: { ...plainModel.slippage, ...slippage },
    spread: { ...plainModel.spread, ...spread },
    latency,
    participation: partialFill?.participation ?? 0,
    limitFill,
    funding,
    bars,
  };
}

/** What a run is of, in one short id: equal profile, seed and range give equal ids. */
export function runId(
  profile: Profile,
  range: { from: number | undefined; to: number | undefined },
  version: string,
): string {
  const { workers: _workers, budget: _budget, log: _log, ...shown } = profile;
  const text = JSON.stringify([version, shown, range.from ?? null, range.to ?? null]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** When the markets of a run trade, as far as their kinds tell: else the data are asked. */
export function calendarOf(instruments: readonly Instrument[]): 'continuous' | 'weekdays' | undefined {
  if (instruments.some((instrument) => instrument.kind === 'perpetual')) return 'continuous';
  return instruments.every((instrument) => instrument.kind !== 'spot') ? 'weekdays' : undefined;
}
