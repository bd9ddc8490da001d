import type { SiisEvent } from '../../src/market/event.ts';
import { money } from '../../src/market/money.ts';
import type { Signal } from '../../src/market/signal.ts';
import type { OrderNotice } from '../../src/strategy/strategy.ts';
import type { TradeDefaults } from '../../src/strategy/trade/ports.ts';
import { hash32 } from '../../src/util/random.ts';
import type { Session } from '../../src/system/session/session.ts';
import { authored } from './author.ts';
import { Auditor } from './invariants.ts';
import type { Tape } from './tape.ts';
import { runTicks, type TickRunOptions } from './tick-run.ts';

export interface ScriptOptions extends Omit<Partial<TickRunOptions>, 'defaults'> {
  readonly defaults?: Partial<TradeDefaults>;
  /** What to say at which second; ids of trades are written `#1`, `#2` … in the order of their signals. */
  readonly say: Readonly<Record<number, Signal | readonly Signal[]>>;
  readonly tape: Tape;
  /** Says something when an order changed. */
  readonly onOrder?: (purpose: string, state: string, notice: OrderNotice) => Signal | undefined;
}

export interface Script {
  readonly session: Session;
  /** Each end of a trade or of a part: `#1 5 @ 110 target +50`. */
  readonly ends: readonly string[];
  /** Each order, as it ended: `#1-s2 stop sell 5/10 95 canceled trade over`. */
  readonly orders: readonly string[];
  /** Trades that are open at the end: `#1 long 5`. */
  readonly open: readonly string[];
  readonly warnings: readonly string[];
}

/** Plays signals against a tape of seconds; the books are balanced after every event. */
export function playTrades({ say, tape, onOrder, onEvent, ...options }: ScriptOptions): Script {
  const warnings: string[] = [];
  const auditor = new Auditor(money(options.balance ?? 10_000));
  const prefix = `${hash32('authored@test:A/USD').toString(36)}-`;
  const strategy = authored(({ timer }) => {
    timer('second', 1000);
    const named = (signal: Signal): Signal =>
      'trade' in signal && signal.trade !== undefined
        ? { ...signal, trade: signal.trade.replace('#', prefix) }
        : signal;
    return {
      onTimer: (_name, { time }) => {
        const said = say[time / 1000];
        return said === undefined ? undefined : [said].flat().map((signal) => named(signal));
      },
      onOrder: (notice) => onOrder?.(notice.purpose, notice.state, notice),
    };
  });
  const { session } = runTicks({
    markets: [{ id: 'test:A/USD', tape }],
    strategies: [{ name: 'authored', definition: strategy, params: {}, instruments: ['test:A/USD'] }],
    start: 0,
    ...options,
    onStep: auditor.look,
    onEvent: (event: SiisEvent, run: Session) => {
      onEvent?.(event, run);
      if (event.kind === 'status') warnings.push(event.message.replace(prefix, '#'));
    },
  });
  if (auditor.faults.length > 0) throw new Error(auditor.faults.join('\n'));
  const plain = (id: string): string => id.replace(prefix, '#');
  return {
    session,
    warnings,
    ends: session.tracker.closed.map((end) => {
      const profit = Number(end.profit) / 1e12;
      return `${plain(end.id)} ${end.lots} @ ${end.exitPrice} ${end.reason} ${profit >= 0 ? '+' : ''}${profit}`;
    }),
    orders: [...session.desk.orders.values()].map(({ request, state, reason, filledLots, lots }) => {
      const level = [request.trigger, request.limit].filter((each) => each !== undefined).join('/');
      return [plain(request.id), request.type, request.side, `${filledLots}/${lots}`, level, state, reason]
        .filter((each) => each !== undefined && each !== '')
        .join(' ');
    }),
    open: session.tracker.openOn(0).map((trade) => `${plain(trade.id)} ${trade.direction} ${trade.lots}`),
  };
}
