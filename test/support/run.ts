import type { BarBlock, BarSource } from '../../src/market/bar.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { makeInstrument, parseInstrumentName } from '../../src/market/instrument.ts';
import type { RunRecord } from '../../src/market/record.ts';
import { timeframe } from '../../src/market/timeframe.ts';
import type { StrategyDefinition } from '../../src/strategy/strategy.ts';
import type { TradeDefaults } from '../../src/strategy/trade/ports.ts';
import { EquityRecorder } from '../../src/system/backtest/equity-recorder.ts';
import { runRecord } from '../../src/system/backtest/run-record.ts';
import { Session } from '../../src/system/session/session.ts';
import { noJournal } from '../../src/trader/journal.ts';
import { MarginAccount } from '../../src/trader/paper/margin-account.ts';
import { type PaperModel, plainModel } from '../../src/trader/paper/model.ts';
import { riskLimits } from '../../src/trader/risk/index.ts';
import { unitSizing } from '../../src/trader/sizing/index.ts';
import { BarLane } from '../../src/watcher/lane/bar-lane.ts';
import { Grid } from '../../src/market/grid.ts';

/** One bar as a row of numbers: time, open, high, low, close, volume. */
export type BarValues = readonly [time: number, open: number, high: number, low: number, close: number, volume: number];

export interface BarRunOptions {
  readonly bars: readonly BarValues[];
  readonly timeframe: string;
  readonly strategy: StrategyDefinition;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly tickSize: string;
  readonly lotSize?: string;
  readonly cash: number;
  readonly fee?: number;
  readonly leverage?: number;
  /** Part of the initial margin at which the position is liquidated; default a half. */
  readonly maintenance?: number;
  readonly model?: Partial<PaperModel>;
  readonly defaults?: Partial<TradeDefaults>;
  readonly maxOpenTradesPerMarket?: number;
}

/** An instrument for tests. */
export function testInstrument(tickSize: string, lotSize: string, fee = 0): Instrument {
  const name = parseInstrumentName('test:A/USD');
  if (name === undefined) throw new Error('no name');
  return makeInstrument(name, { tickSize, lotSize, makerFee: fee, takerFee: fee });
}

/** Bars in memory as a source. */
export function barSource(bars: readonly BarValues[], frame: string, tickSize: string, most = Infinity): BarSource {
  const blocks: BarSource[] = [];
  for (let k = most; k < bars.length + most && most < bars.length; k += most)
    blocks.push(barSource(bars.slice(k - most, k), frame, tickSize));
  if (blocks.length > 0) return chained(blocks, frame);
  const grid = new Grid(tickSize);
  const column = (index: 1 | 2 | 3 | 4): Float64Array => Float64Array.from(bars, (bar) => grid.fromNumber(bar[index]));
  const block: BarBlock = {
    count: bars.length,
    time: Float64Array.from(bars, (bar) => bar[0]),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: Float64Array.from(bars, (bar) => Math.round(bar[5] * 1e8)),
    priceStep: tickSize,
    volumeStep: '0.00000001',
  };
  let given = false;
  return {
    timeframe: frame,
    next: () => {
      if (given) return undefined;
      given = true;
      return block;
    },
    close: () => undefined,
  };
}

/** One source after the other. A block lives until the next one only: after that it holds nothing. */
function chained(sources: readonly BarSource[], timeframe: string): BarSource {
  let last: BarBlock | undefined;
  let at = 0;
  return {
    timeframe,
    next: () => {
      for (const column of last === undefined ? [] : [last.time, last.open, last.high, last.low, last.close])
        column.fill(NaN);
      last = sources[at++]?.next();
      return last;
    },
    close: () => undefined,
  };
}

/** Runs one strategy over bars in one margin account, equity taken at every bar. */
export function runBars(options: BarRunOptions): { record: RunRecord; session: Session } {
  const instrument = testInstrument(options.tickSize, options.lotSize ?? '1', options.fee ?? 0);
  const account = new MarginAccount({
    name: 'test',
    currency: 'USD',
    balance: options.cash,
    leverage: options.leverage ?? 1,
    maintenance: options.maintenance ?? 0.5,
  });
  const session = new Session({
    seed: '1',
    instance: 'test',
    instruments: [instrument],
    strategies: [
      {
        name: options.strategy.name,
        definition: options.strategy,
        params: options.params ?? {},
        instruments: [instrument.id],
      },
    ],
    account: () => () => account,
    sizing: unitSizing(1),
    limits:
      options.maxOpenTradesPerMarket === undefined
        ? []
        : [riskLimits.maxOpenTradesPerMarket(options.maxOpenTradesPerMarket)],
    dayCaps: [],
    defaults: { opposite: 'reduce', direction: 'both', ...options.defaults },
    model: { ...plainModel, ...options.model },
    journal: noJournal,
    onFailure: (error) => {
      throw error;
    },
  });
  const frame = timeframe(options.timeframe);
  const hub = session.hubs[0]!;
  hub.volume.grid = new Grid('0.00000001');
  const lane = new BarLane({
    market: 0,
    source: barSource(options.bars, options.timeframe, options.tickSize),
    frame,
    target: hub,
    scale: () => ({ price: 1 }),
    until: Infinity,
  });
  const equity = new EquityRecorder(session, 'bar', NaN);
  const start = options.bars[0]![0];
  const engine = session.begin([lane], start, equity.onClose());
  equity.start(start);
  engine.run({ until: Infinity, waits: false });
  const end = session.clock.now();
  equity.finish(end);
  const record = runRecord(session, equity, {
    id: 'test',
    version: '0',
    seed: '1',
    profile: 'test',
    currency: 'USD',
    startTime: start,
    endTime: end,
    interrupted: false,
    calendar: undefined,
    seconds: 0,
  });
  return { record, session };
}
