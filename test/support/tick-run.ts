import { Grid } from '../../src/market/grid.ts';
import {
  type Instrument,
  type InstrumentSpec,
  makeInstrument,
  parseInstrumentName,
} from '../../src/market/instrument.ts';
import type { SiisEvent } from '../../src/market/event.ts';
import type { TradeDefaults } from '../../src/strategy/trade/ports.ts';
import { EquityRecorder } from '../../src/system/backtest/equity-recorder.ts';
import { Session, type SessionStrategy } from '../../src/system/session/session.ts';
import { spanHandler } from '../../src/system/engine/span.ts';
import { type OrderJournal, noJournal } from '../../src/trader/journal.ts';
import type { PaperAccount, PaperMarket } from '../../src/trader/paper/account.ts';
import { MarginAccount } from '../../src/trader/paper/margin-account.ts';
import { type PaperModel, plainModel } from '../../src/trader/paper/model.ts';
import type { DayCap, RiskLimit } from '../../src/trader/risk/risk.ts';
import { type Sizing, unitSizing } from '../../src/trader/sizing/index.ts';
import type { SiisError } from '../../src/util/errors.ts';
import { plainKernel } from '../../src/watcher/lane/kernel.ts';
import type { Lane } from '../../src/watcher/lane/lane.ts';
import { TickLane } from '../../src/watcher/lane/tick-lane.ts';
import { NaiveLane } from './naive-lane.ts';
import { type Tape, tapeSource } from './tape.ts';

/** An instrument of a test run and its data. */
export interface TickMarket {
  /** `test:A/USD` … */
  readonly id: string;
  readonly spec?: Partial<InstrumentSpec>;
  readonly tape: Tape;
}

export interface TickRunOptions {
  readonly seed?: string;
  readonly markets: readonly TickMarket[];
  readonly strategies: readonly SessionStrategy[];
  /** `naive`: each tick an event, by the reference lane. */
  readonly path?: 'lane' | 'naive';
  /** Ticks in a block, again and again. */
  readonly blocks?: readonly number[];
  readonly model?: Partial<PaperModel>;
  readonly defaults?: Partial<TradeDefaults>;
  readonly account?: (markets: readonly PaperMarket[]) => (market: PaperMarket) => PaperAccount;
  readonly leverage?: number;
  readonly balance?: number;
  readonly maintenance?: number;
  readonly limits?: readonly RiskLimit[];
  readonly dayCaps?: readonly DayCap[];
  readonly sizing?: Sizing;
  readonly journal?: OrderJournal;
  readonly start?: number;
  readonly until?: number;
  readonly onEvent?: (event: SiisEvent, session: Session) => void;
  readonly onFailure?: (error: SiisError) => void;
  /** Called when all that a lane's event caused is done. */
  readonly onStep?: (session: Session) => void;
}

export interface TickRun {
  readonly session: Session;
  readonly equity: EquityRecorder;
  readonly lanes: readonly Lane[];
}

/** An instrument for tests: steps of 1, no fees, unless told otherwise. */
export function anInstrument(id: string, spec: Partial<InstrumentSpec> = {}): Instrument {
  const name = parseInstrumentName(id);
  if (name === undefined) throw new Error(`no name: ${id}`);
  return makeInstrument(name, { tickSize: '1', lotSize: '1', ...spec });
}

/** Wires a session over tapes in memory. */
export function makeTickSession(options: TickRunOptions): Session {
  const { balance = 10_000, leverage = 1, maintenance = 0.5 } = options;
  const account = new MarginAccount({ name: 'test', currency: 'USD', balance, leverage, maintenance });
  return new Session({
    seed: options.seed ?? '1',
    instance: 'test',
    instruments: options.markets.map(({ id, spec }) => anInstrument(id, spec)),
    strategies: options.strategies,
    account: options.account ?? (() => () => account),
    sizing: options.sizing ?? unitSizing(1),
    limits: options.limits ?? [],
    dayCaps: options.dayCaps ?? [],
    defaults: { opposite: 'hedge', direction: 'both', ...options.defaults },
    model: { ...plainModel, ...options.model },
    journal: options.journal ?? noJournal,
    onFailure:
      options.onFailure ??
      ((error) => {
        throw error;
      }),
  });
}

/** Runs strategies over tapes in memory, to the end of the data. */
export function runTicks(options: TickRunOptions): TickRun {
  const session = makeTickSession(options);
  session.bus.tap((event) => options.onEvent?.(event, session));
  const { onStep } = options;
  const lanes = session.hubs.map((hub, index): Lane => {
    const lane = laneOf(options, session, index, hub.instrument.price);
    return onStep === undefined ? lane : watched(lane, () => onStep(session));
  });
  const first = Math.min(...options.markets.map(({ tape }) => tape.ticks[0]?.time ?? Infinity));
  const start = options.start ?? first;
  const equity = new EquityRecorder(session, 'bar', NaN);
  const engine = session.begin(lanes, start, equity.onClose());
  session.clock.at(start, () => equity.start(start));
  engine.run({ until: options.until ?? Infinity, waits: false });
  equity.finish(session.clock.now());
  return { session, equity, lanes };
}

/** The same lane, with a look at the world after each of its events. */
function watched(lane: Lane, look: () => void): Lane {
  return {
    market: lane.market,
    next: lane.next,
    path: lane.path,
    frame: lane.frame,
    isQuote: lane.isQuote,
    tellsVolume: lane.tellsVolume,
    get doneKey() {
      return lane.doneKey;
    },
    get ticks() {
      return lane.ticks;
    },
    get bars() {
      return lane.bars;
    },
    plan: (after, behind) => lane.plan(after, behind),
    run: (limit) => {
      lane.run(limit);
      look();
    },
    first: () => lane.first(),
    touches: () => lane.touches(),
    prepare: () => lane.prepare(),
    match: () => lane.match(),
    absorb: () => lane.absorb(),
    underway: (time) => lane.underway(time),
    refresh: (time) => lane.refresh(time),
    reach: (time, range) => lane.reach(time, range),
    unabsorbed: (time) => lane.unabsorbed(time),
    close: () => lane.close(),
  };
}

function laneOf(options: TickRunOptions, session: Session, index: number, price: Grid): Lane {
  const { tape } = options.markets[index]!;
  const hub = session.hubs[index]!;
  hub.volume.grid = new Grid(tape.scale.lotStep);
  const factor = price.parse(tape.scale.priceStep)!;
  const traders = session.traders.filter((trader) => trader.market === index);
  const handler = spanHandler({ clock: session.clock, hub, scale: tape.scale, factor }, traders);
  if (options.path === 'naive')
    return new NaiveLane({ market: index, tape, target: hub, factor, side: 'bid', handler });
  return new TickLane({
    market: index,
    source: tapeSource(tape, options.blocks ?? [65_536]),
    target: hub,
    kernel: plainKernel,
    factor,
    rowMillis: hub.rowMillis(),
    side: 'bid',
    handler,
  });
}
