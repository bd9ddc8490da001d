import { z } from 'zod';
import type { SiisEvent } from '../../src/market/event.ts';
import { Grid } from '../../src/market/grid.ts';
import type { InstrumentSpec } from '../../src/market/instrument.ts';
import { timeframe } from '../../src/market/timeframe.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/strategy.ts';
import type { TradeDefaults } from '../../src/strategy/trade/ports.ts';
import { Session, type SessionParts, type SessionStrategy } from '../../src/system/session/session.ts';
import { spanHandler } from '../../src/system/engine/span.ts';
import { noJournal } from '../../src/trader/journal.ts';
import type { PaperAccount, PaperMarket } from '../../src/trader/paper/account.ts';
import { MarginAccount } from '../../src/trader/paper/margin-account.ts';
import { type PaperModel, plainModel } from '../../src/trader/paper/model.ts';
import { SpotAccount } from '../../src/trader/paper/spot-account.ts';
import { unitSizing } from '../../src/trader/sizing/index.ts';
import { BarLane } from '../../src/watcher/lane/bar-lane.ts';
import { plainKernel } from '../../src/watcher/lane/kernel.ts';
import type { Lane } from '../../src/watcher/lane/lane.ts';
import { TickLane } from '../../src/watcher/lane/tick-lane.ts';
import { barSource, type BarValues } from './run.ts';
import { type Tape, tapeSource } from './tape.ts';
import { anInstrument } from './tick-run.ts';

/** An instrument and its data: bars in steps of 1, or ticks. */
export interface MixedMarket {
  readonly id: string;
  readonly spec?: Partial<InstrumentSpec>;
  readonly data: { readonly frame: string; readonly bars: readonly BarValues[] } | Tape;
}

/** A run on bars and ticks side by side, in one account or in several. */
export interface MixedRun {
  readonly markets: readonly MixedMarket[];
  readonly strategies: readonly SessionStrategy[];
  /** An account a market, named like it. */
  readonly separate?: boolean;
  readonly spot?: boolean;
  readonly balance?: number;
  /** Of a spot account. */
  readonly assets?: Readonly<Record<string, number>>;
  readonly leverage?: number;
  readonly maintenance?: number;
  readonly model?: Partial<PaperModel>;
  readonly defaults?: Partial<TradeDefaults>;
  readonly parts?: Partial<SessionParts>;
  /** Decisions begin here; else with the first data. */
  readonly start?: number;
  /** The run ends here; else with the last data. */
  readonly until?: number;
  /** Bars may pass ahead of the other markets. @throws Overtaken */
  readonly ahead?: boolean;
  /** Bars of a block. */
  readonly blockSize?: number | undefined;
  /** Called after every close; there being one, no bar is passed over. */
  readonly onClose?: ((session: Session) => void) | undefined;
  readonly onEvent?: (event: SiisEvent, session: Session) => void;
}

/** Runs it, to the end of the data. */
export function runMixed(options: MixedRun): Session {
  const session = new Session({
    seed: '1',
    instance: 'test',
    instruments: options.markets.map(({ id, spec }) => anInstrument(id, spec)),
    strategies: options.strategies,
    account: (markets) => accountsOf(options, markets),
    sizing: unitSizing(1),
    limits: [],
    dayCaps: [],
    defaults: { opposite: 'hedge', direction: 'both', ...options.defaults },
    model: { ...plainModel, ...options.model },
    journal: noJournal,
    onFailure: (error) => {
      throw error;
    },
    ...options.parts,
  });
  session.bus.tap((event) => options.onEvent?.(event, session));
  const lanes = options.markets.map(({ data }, index) => laneOf(session, { index, data }, options));
  const start = options.start ?? Math.min(...options.markets.map(({ data }) => beginningOf(data)));
  const { onClose } = options;
  const engine = session.begin(lanes, start, onClose === undefined ? undefined : () => onClose(session));
  engine.run({ until: options.until ?? Infinity, waits: false, ahead: options.ahead === true });
  return session;
}

/** A strategy in one line, on these instruments. */
export function strategyOn(instruments: readonly string[], setup: StrategyDefinition['setup']): SessionStrategy {
  const definition = defineStrategy({ name: 'test', params: z.strictObject({}), setup });
  return { name: 'test', definition, params: {}, instruments };
}

function accountsOf(options: MixedRun, markets: readonly PaperMarket[]): (market: PaperMarket) => PaperAccount {
  const { balance = 10_000, leverage = 1, maintenance = 0.5, assets = {} } = options;
  const make = (name: string, its: readonly PaperMarket[]): PaperAccount => {
    if (options.spot !== true) return new MarginAccount({ name, currency: 'USD', balance, leverage, maintenance });
    const account = new SpotAccount({ name, currency: 'USD', balance, assets });
    for (const market of its) account.adopt(market);
    return account;
  };
  if (options.separate === true) {
    const own = new Map(markets.map((market) => [market, make(market.instrument.id, [market])]));
    return (market) => own.get(market)!;
  }
  const shared = make('paper', markets);
  return () => shared;
}

function laneOf(
  session: Session,
  { index: market, data }: { index: number; data: MixedMarket['data'] },
  { blockSize, until = Infinity }: MixedRun,
): Lane {
  const hub = session.hubs[market]!;
  if ('bars' in data) {
    hub.volume.grid = new Grid('0.00000001');
    const frame = timeframe(data.frame);
    const source = barSource(data.bars, data.frame, '1', blockSize);
    return new BarLane({ market, source, frame, target: hub, scale: () => ({ price: 1 }), until });
  }
  hub.volume.grid = new Grid(data.scale.lotStep);
  const factor = hub.instrument.price.parse(data.scale.priceStep)!;
  const traders = session.traders.filter((trader) => trader.market === market);
  return new TickLane({
    market,
    source: tapeSource(data, [65_536]),
    target: hub,
    kernel: plainKernel,
    factor,
    rowMillis: hub.rowMillis(),
    side: 'bid',
    handler: spanHandler({ clock: session.clock, hub, scale: data.scale, factor }, traders),
  });
}

function beginningOf(data: MixedMarket['data']): number {
  return ('bars' in data ? data.bars[0]?.[0] : data.ticks[0]?.time) ?? Infinity;
}
