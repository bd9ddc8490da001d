import type { Profile } from '../../config/profile.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import { damageText, refuseLost } from '../../database/lost.ts';
import type { Store } from '../../database/store.ts';
import { Grid } from '../../market/grid.ts';
import { type InstrumentId, type InstrumentSpec, instrumentId } from '../../market/instrument.ts';
import type { TickSource } from '../../market/tick-block.ts';
import type { OrderJournal } from '../../trader/journal.ts';
import { SiisError } from '../../util/errors.ts';
import { plainKernel } from '../../watcher/lane/kernel.ts';
import type { Lane } from '../../watcher/lane/lane.ts';
import { TickLane } from '../../watcher/lane/tick-lane.ts';
import { demoMarkets, type SyntheticMarket, syntheticMarket } from '../../watcher/synthetic/market.ts';
import { syntheticSource } from '../../watcher/synthetic/source.ts';
import { sessionParts } from '../session/assembly.ts';
import { obeyCommands } from '../command/command-handler.ts';
import { followedBy, inputsOf } from '../data/inputs.ts';
import { chooseData, openLanes, startOf } from '../data/market-data.ts';
import { RecordingSource } from '../data/recording-source.ts';
import { type Hosted, type ReloadParts, Reloads } from '../reload/reloads.ts';
import { Session, type SessionParts } from '../session/session.ts';
import { spanHandler } from '../engine/span.ts';

/** What a paper session's market is opened from. */
export interface MarketPlan {
  readonly profile: Profile;
  readonly strategies: readonly LoadedStrategy[];
  /** Needed where the market is not synthetic: its stored data are played again. */
  readonly store?: Store;
  /** Stores the ticks that pass, where the market is synthetic. */
  readonly record?: boolean;
  readonly log?: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** Told what the user most likely did not want. */
  readonly onWarning?: (message: string) => void;
}

/** How a session stands to those before it. */
export interface PaperStart {
  readonly journal: OrderJournal;
  /** Number of its first event; absent: 1. */
  readonly firstSequence: number | undefined;
  /** The strategies as they are to be run; absent: as the plan has them. */
  readonly strategies?: readonly LoadedStrategy[];
  /** It goes on: ticks that it stored before pass once more. */
  readonly goesOn: boolean;
  /** How the code of its strategies can be exchanged; absent: it cannot. */
  readonly reload?: ReloadStart;
}

/** What exchanging the code of strategies needs beside the session. */
export type ReloadStart = Pick<ReloadParts, 'sources' | 'began' | 'host'>;

/** A wired session that obeys commands, and how to open its market. */
export interface PreparedPaper {
  readonly session: Session;
  /** @throws SiisError DATA_MISSING */
  readonly open: () => OpenMarket;
  readonly reloads: Reloads | undefined;
}

/** Wires the session of a plan. @param adapt stands between its parts, for somebody who looks on */
export function preparePaper(
  plan: MarketPlan,
  start: PaperStart,
  adapt: (parts: SessionParts) => SessionParts = (parts) => parts,
): PreparedPaper {
  const { profile, store } = plan;
  const strategies = start.strategies ?? plan.strategies;
  const isInvented = profile.data.source === 'synthetic';
  const ids = isInvented ? followedBy(profile.instruments, strategies) : [];
  const markets = ids.map((id) => inventedMarket(profile, id));
  const specs = new Map<string, InstrumentSpec>(markets.map((market) => [market.id, market.spec]));
  const wired: { session: Session | undefined } = { session: undefined };
  const parts = sessionParts(profile, strategies, {
    journal: start.journal,
    inputs: inputsOf(strategies),
    specOf: (id) => specs.get(id) ?? store?.instrument(id)?.spec,
    // The strategy is paused; its open trades keep their stops, and all others go on.
    onFailure: (error) => {
      (plan.onWarning ?? plan.log)?.(error.message);
      if (wired.session !== undefined) publishFailure(wired.session, error);
    },
    ...(start.firstSequence === undefined ? {} : { firstSequence: start.firstSequence }),
    ...(plan.log === undefined ? {} : { log: plan.log }),
  });
  const adapted = adapt(start.reload === undefined ? parts : { ...parts, isSwapped: true });
  const made = new Session(adapted);
  wired.session = made;
  /** Where the history of an invented market began: it has to be the same tape. */
  let from: number | undefined;
  const open = (): OpenMarket => {
    from = Math.max(0, profile.data.synthetic.start - longestHistory(made));
    return openMarket(plan, made, { markets, goesOn: start.goesOn, from });
  };
  const again = (session: Session): OpenMarket =>
    openMarket({ ...plan, record: false }, session, { markets, goesOn: true, from: from ?? 0 });
  const reloads = reloadsOf(plan, start, { session: made, stage: { parts, open: again }, adapt });
  obeyCommands(made, reloads);
  return { session: made, open, reloads };
}

function reloadsOf(
  { profile, strategies }: MarketPlan,
  { reload }: PaperStart,
  of: Pick<ReloadParts, 'session' | 'stage'> & { readonly adapt: (parts: SessionParts) => SessionParts },
): Reloads | undefined {
  if (reload === undefined) return undefined;
  const { session, stage, adapt } = of;
  const host = (strategy: LoadedStrategy): Hosted => {
    const hosted = reload.host(strategy);
    // Who looks on looks on at the new code, too.
    const [watched] = adapt({ ...stage.parts, strategies: [hosted.strategy] }).strategies;
    const definition = watched?.definition ?? hosted.strategy.definition;
    return { ...hosted, strategy: { ...hosted.strategy, definition } };
  };
  return new Reloads({ ...reload, session, stage, profile, strategies, host });
}

/** A strategy failed: that is an event like any other, in its place. */
function publishFailure({ bus, clock }: Session, { message }: SiisError): void {
  bus.publish({ kind: 'status', time: clock.now(), level: 'error', source: 'strategy', message });
}

/** A market whose lanes are open. */
export interface OpenMarket {
  /** Decisions begin at this market time. */
  readonly start: number;
  readonly lanes: readonly Lane[];
}

interface Invented {
  readonly markets: readonly SyntheticMarket[];
  readonly goesOn: boolean;
  /** Where its history begins. */
  readonly from: number;
}

/** Opens the market of a session: an invented one, or stored data. */
function openMarket(plan: MarketPlan, session: Session, invented: Invented): OpenMarket {
  const { profile, store } = plan;
  if (profile.data.source === 'synthetic') return openSynthetic(plan, session, invented);
  if (store === undefined)
    throw new SiisError('DATA_MISSING', 'expected a store with data to play, or data: {source: synthetic}');
  const range = { from: undefined, to: undefined };
  const chosen = chooseData(
    profile,
    store,
    session.hubs.map((hub) => hub.instrument.id),
    range,
  );
  return {
    start: startOf(chosen, range),
    lanes: openLanes(session, store, chosen, { range, side: profile.data.side, history: false }),
  };
}

/** Synthetic lanes, begun so much before the start that every indicator has settled. */
function openSynthetic(plan: MarketPlan, session: Session, { markets, goesOn, from }: Invented): OpenMarket {
  const { start } = plan.profile.data.synthetic;
  const lanes = session.hubs.map((hub, index) => {
    const market = markets[index];
    if (market === undefined)
      throw new SiisError(
        'DATA_MISSING',
        `no synthetic market for ${hub.instrument.id}: add it to the profile's instruments`,
      );
    const tape = syntheticSource({ seed: plan.profile.seed, market, start: from, blockSize: 4096 });
    const source = recorded(plan, session, market, { tape, from, goesOn });
    hub.volume.grid = new Grid(source.scale.lotStep);
    const factor = hub.instrument.price.parse(source.scale.priceStep) ?? 1;
    const traders = session.traders.filter((trader) => trader.market === index);
    return new TickLane({
      market: index,
      source,
      target: hub,
      kernel: plainKernel,
      factor,
      rowMillis: hub.rowMillis(),
      side: plan.profile.data.side,
      handler: spanHandler({ clock: session.clock, hub, scale: source.scale, factor }, traders),
    });
  });
  return { start, lanes };
}

function longestHistory(session: Session): number {
  const spans = session.hubs.flatMap((hub) =>
    hub.series.map((series) => (series.frame.millis || 31 * 86_400_000) * series.history),
  );
  return Math.max(60_000, ...spans);
}

/** The tape itself, or one that is stored as it passes. @param of a tape, the moment it begins, and whether it began before */
function recorded(
  plan: MarketPlan,
  session: Session,
  market: SyntheticMarket,
  of: { readonly tape: TickSource; readonly from: number; readonly goesOn: boolean },
): TickSource {
  const { tape, from, goesOn } = of;
  const { store } = plan;
  if (plan.record !== true || store === undefined) return tape;
  const id = instrumentId(market.id);
  const stored = store.coverage(id).find((each) => each.kind === 'ticks');
  // What cannot be read would be taken for ticks that never passed, and recorded once more.
  refuseLost(store.notices, { instrument: id, from: -Infinity, to: Infinity });
  // From where its tape begins: a session that was killed early may have stored no more than the history before its start.
  const isThere = stored !== undefined && stored.last >= from;
  if (isThere && !goesOn) {
    throw new SiisError(
      'DATA_INVALID',
      `ticks of ${id} are stored up to ${new Date(stored.last).toISOString()}: expected a data folder without them, or data.synthetic.start after them, to record again`,
    );
  }
  if (store.instrument(id) === undefined) store.putInstrument(id, market.spec);
  const known = isThere ? countTicks(store, id, from) : 0;
  const recorder = store.recorder(id, tape.kind, tape.scale);
  for (const damage of store.notices) if (damage.instrument === id) plan.onWarning?.(damageText(damage));
  return new RecordingSource(tape, recorder, () => session.clock.now(), known);
}

/** Ticks that are stored from a moment on; every byte of them is read. @throws SiisError DATA_CORRUPT */
function countTicks(store: Store, id: InstrumentId, from: number): number {
  const source = store.openTicks(id, { from, to: Infinity });
  let count = 0;
  try {
    for (let block = source?.next(); block !== undefined; block = source?.next()) {
      // What is damaged is to be known now, not when recording comes back to the month.
      block.decode(0, block.count);
      count += block.count;
    }
  } finally {
    source?.close();
  }
  return count;
}

/** The invented market of an instrument: one of the demo's, or a middling one, with what the profile says of it. */
function inventedMarket(profile: Profile, id: InstrumentId): SyntheticMarket {
  const known = demoMarkets.find((market) => market.id === id);
  const { volatility, ticksPerSecond, price } = profile.data.synthetic;
  const { id: _id, ...traits } = known ?? { id };
  return syntheticMarket(id, {
    ...traits,
    ...(volatility === undefined ? {} : { volatility }),
    ...(ticksPerSecond === undefined ? {} : { ticksPerSecond }),
    ...(price === undefined ? {} : { price }),
  });
}
