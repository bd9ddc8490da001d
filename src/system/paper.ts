import { steadyNow, wallSleep } from '../bus/clock.ts';
import { type Service, ServiceHost } from '../bus/service.ts';
import type { Profile } from '../config/profile.ts';
import type { LoadedStrategy } from '../config/strategies.ts';
import type { Store } from '../database/store.ts';
import type { Command } from '../market/command.ts';
import { Grid } from '../market/grid.ts';
import { moneyToNumber } from '../market/money.ts';
import { type InstrumentId, type InstrumentSpec, instrumentId } from '../market/instrument.ts';
import type { TickSource } from '../market/tick-block.ts';
import { noJournal } from '../trader/journal.ts';
import { SiisError } from '../util/errors.ts';
import { plainKernel } from '../watcher/lane/kernel.ts';
import type { Lane } from '../watcher/lane/lane.ts';
import { TickLane } from '../watcher/lane/tick-lane.ts';
import { demoMarkets, type SyntheticMarket, syntheticMarket } from '../watcher/synthetic/market.ts';
import { syntheticSource } from '../watcher/synthetic/source.ts';
import { sessionParts } from './assembly.ts';
import type { Engine } from './engine.ts';
import { followedBy, inputsOf } from './inputs.ts';
import { obeyCommands } from './command-handler.ts';
import { chooseData, openLanes, startOf } from './market-data.ts';
import { RecordingSource } from './recording-source.ts';
import { SequenceFile } from './sequence-file.ts';
import { Session } from './session.ts';
import { lineOf, type SessionLine } from './session-line.ts';
import { spanHandler } from './span.ts';
import { Tally } from './tally.ts';
import { tickWarnings } from './tick-handlers.ts';

export interface PaperOptions {
  readonly profile: Profile;
  readonly strategies: readonly LoadedStrategy[];
  /** Needed where the market is not synthetic: its stored data are played again. */
  readonly store?: Store;
  /** Ends after this wall time, ms. */
  readonly forMillis?: number;
  readonly onLine: (line: SessionLine) => void;
  readonly stop: AbortSignal;
  /** File that keeps event numbers rising over restarts; absent: they begin at 1. */
  readonly sequenceFile?: string;
  /** Called once market time runs: what it is handed takes commands until the session ends. */
  readonly onReady?: (send: (command: Command) => void) => void;
  /** Stores the ticks that pass, where the market is synthetic. */
  readonly record?: boolean;
  readonly log?: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** Told at the start: what the user most likely did not want. */
  readonly onWarning?: (message: string) => void;
}

/** What a session came to. What it did was told line by line. */
export interface PaperResult {
  readonly currency: string;
  /** Round trips that are over, and their profit, net. */
  readonly trades: number;
  readonly profit: number;
  readonly openTrades: number;
}

/** Wall time between two turns of the engine, ms. */
const turn = 20;
/** Wall time between two status lines, ms. */
const statusEvery = 1000;

/**
 * Trades a profile on paper: market time runs `speed` times as fast as wall time, over a synthetic market or over
 * stored data played again. Ends at the stop signal, after `forMillis`, or with the data.
 */
export async function runPaper(options: PaperOptions): Promise<PaperResult> {
  const { profile } = options;
  const sequence = options.sequenceFile === undefined ? undefined : new SequenceFile(options.sequenceFile);
  const markets =
    profile.data.source === 'synthetic'
      ? followedBy(profile.instruments, options.strategies).map((id) => inventedMarket(profile, id))
      : [];
  const session = makeSession(options, markets, sequence?.first);
  session.bus.tap((event, number) => {
    sequence?.passed(number);
    const line = lineOf(session, event, number);
    if (line !== undefined) options.onLine(line);
  });
  obeyCommands(session);
  const market = new MarketService(() => openMarket(options, session, markets));
  const host = new ServiceHost((name, state) => {
    // Before market time begins there is no moment that an event could have.
    if (session.clock.now() === 0) options.log?.(`${name} is ${state}`);
    else publishStatus(session, name, state);
  });
  host.add(market);
  await host.start();
  try {
    const tally = await trade(options, session, market);
    const profit = moneyToNumber(tally.profit);
    return { currency: profile.account.currency, trades: tally.trades, profit, openTrades: openTrades(session) };
  } finally {
    await host.stop();
    sequence?.close(session.bus.sequence);
  }
}

/** Holds the lanes open while the session runs. */
class MarketService implements Service {
  readonly name = 'watcher';
  lanes: readonly Lane[] = [];
  opensAt = NaN;
  readonly #open: () => OpenMarket;

  constructor(open: () => OpenMarket) {
    this.#open = open;
  }

  start(): void {
    const opened = this.#open();
    this.lanes = opened.lanes;
    this.opensAt = opened.start;
  }

  stop(): void {
    for (const lane of this.lanes) lane.close();
  }
}

interface OpenMarket {
  /** Decisions begin at this market time. */
  readonly start: number;
  readonly lanes: readonly Lane[];
}

async function trade(options: PaperOptions, session: Session, market: MarketService): Promise<Tally> {
  const tally = new Tally(session);
  const engine = session.begin(market.lanes, market.opensAt);
  for (const warning of tickWarnings(session)) options.onWarning?.(warning);
  options.onReady?.((command) => {
    session.bus.publish({ kind: 'command', time: session.clock.now(), command, source: 'line' });
    engine.wake();
  });
  await play({ options, session, engine, tally }, market.opensAt);
  return tally;
}

/** A session that runs. */
interface Running {
  readonly options: PaperOptions;
  readonly session: Session;
  readonly engine: Engine;
  readonly tally: Tally;
}

async function play(running: Running, start: number): Promise<void> {
  const { options, session, engine } = running;
  const { speed } = options.profile.data.synthetic;
  engine.run({ until: start - 1, waits: true });
  const began = steadyNow();
  let nextStatus = 0;
  for (;;) {
    const wall = steadyNow() - began;
    const isLast = options.stop.aborted || (options.forMillis !== undefined && wall >= options.forMillis);
    await catchUp(running, start + Math.floor(wall * speed));
    const isOver = session.lanes.every((lane) => lane.next[0] === Infinity);
    if (wall >= nextStatus || isLast || isOver) {
      nextStatus = wall + statusEvery;
      publishStatus(
        session,
        'session',
        stateLine(running, isOver ? 'end of the data' : isLast ? 'stopping' : 'running'),
      );
    }
    if (isLast || isOver) return;
    await wallSleep(turn, options.stop);
  }
}

/** Runs the engine to a moment, letting the process breathe where that takes long. */
async function catchUp({ options, engine, tally }: Running, until: number): Promise<void> {
  for (;;) {
    const deadline = steadyNow() + 50;
    const isThere = engine.run({ until, waits: true, shouldStop: () => steadyNow() > deadline });
    tally.sweep();
    if (isThere) return;
    if (options.stop.aborted) return;
    await wallSleep(0);
  }
}

function stateLine({ session, tally }: Running, what: string): string {
  return `${what}: equity ${session.equity().toFixed(2)}, open trades ${openTrades(session)}, closed ${tally.trades}`;
}

function openTrades(session: Session): number {
  return session.hubs.reduce((count, hub) => count + session.tracker.openOn(hub.market.index).length, 0);
}

function publishStatus(session: Session, source: string, message: string): void {
  session.bus.publish({ kind: 'status', time: session.clock.now(), level: 'info', source, message });
}

function makeSession(
  options: PaperOptions,
  markets: readonly SyntheticMarket[],
  firstSequence: number | undefined,
): Session {
  const specs = new Map<string, InstrumentSpec>(markets.map((market) => [market.id, market.spec]));
  return new Session(
    sessionParts(options.profile, options.strategies, {
      journal: noJournal,
      inputs: inputsOf(options.strategies),
      specOf: (id) => specs.get(id) ?? options.store?.instrument(id)?.spec,
      // The strategy is paused; its open trades keep their stops, and all others go on.
      onFailure: (error) => (options.onWarning ?? options.log)?.(error.message),
      ...(firstSequence === undefined ? {} : { firstSequence }),
      ...(options.log === undefined ? {} : { log: options.log }),
    }),
  );
}

function openMarket(options: PaperOptions, session: Session, markets: readonly SyntheticMarket[]): OpenMarket {
  const { profile, store } = options;
  if (profile.data.source === 'synthetic') return openSynthetic(options, session, markets);
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
function openSynthetic(options: PaperOptions, session: Session, markets: readonly SyntheticMarket[]): OpenMarket {
  const { start } = options.profile.data.synthetic;
  const lanes = session.hubs.map((hub, index) => {
    const market = markets[index];
    if (market === undefined)
      throw new SiisError(
        'DATA_MISSING',
        `no synthetic market for ${hub.instrument.id}: add it to the profile's instruments`,
      );
    const source = recorded(
      options,
      session,
      market,
      syntheticSource({
        seed: options.profile.seed,
        market,
        start: Math.max(0, start - longestHistory(session)),
        blockSize: 4096,
      }),
    );
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
      side: options.profile.data.side,
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

/** The tape itself, or one that is stored as it passes. */
function recorded(options: PaperOptions, session: Session, market: SyntheticMarket, source: TickSource): TickSource {
  if (options.record !== true || options.store === undefined) return source;
  const id = instrumentId(market.id);
  const stored = options.store.coverage(id).find((each) => each.kind === 'ticks');
  if (stored !== undefined && stored.last >= options.profile.data.synthetic.start) {
    throw new SiisError(
      'DATA_INVALID',
      `ticks of ${id} are stored up to ${new Date(stored.last).toISOString()}: expected a data folder without them, or data.synthetic.start after them, to record again`,
    );
  }
  if (options.store.instrument(id) === undefined) options.store.putInstrument(id, market.spec);
  return new RecordingSource(source, options.store.recorder(id, source.kind, source.scale), () => session.clock.now());
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
