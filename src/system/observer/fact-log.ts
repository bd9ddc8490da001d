import type { SignalEvent, SiisEvent } from '../../market/event.ts';
import { moneyToNumber } from '../../market/money.ts';
import type { Level, Signal } from '../../market/signal.ts';
import type { ClosedTrade } from '../../strategy/trade/trade.ts';
import { GrowingLog } from '../../view/log.ts';
import type {
  ClosedFacts,
  ConsoleFacts,
  EquityFact,
  Logs,
  PerformanceFacts,
  SignalFacts,
} from '../../view/snapshot.ts';
import { traderName } from '../command/manual.ts';
import { linesOf, type SessionLine } from './session-line.ts';
import type { Session } from '../session/session.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a session said and did, kept for faces: the last of it, in plain facts. */
export class FactLog implements Logs {
  readonly history = new GrowingLog<ClosedFacts>(500);
  readonly signals = new GrowingLog<SignalFacts>(500);
  readonly alerts = new GrowingLog<Logs['alerts']['items'][number]>(500);
  readonly console = new GrowingLog<ConsoleFacts>(1000);
  readonly equity = new GrowingLog<EquityFact>(2000);
  /** By strategy and instrument. */
  readonly performance = new Map<string, Mutable<PerformanceFacts>>();
  /** Of all of them, by direction. */
  readonly directions = { long: newPerformance(), short: newPerformance() };
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    session.bus.tap((event, sequence) => this.#take(event, sequence));
  }

  /** A trade, or a part of one, is over. */
  closed(closed: ClosedTrade): void {
    const facts = closedFacts(this.#session, closed);
    this.history.add(facts);
    const key = `${facts.strategy}@${facts.instrument}`;
    const sum = this.performance.get(key) ?? newPerformance(facts.strategy, facts.instrument);
    this.performance.set(key, sum);
    addTo(sum, facts);
    addTo(this.directions[facts.direction], facts);
  }

  #take(event: SiisEvent, sequence: number): void {
    const session = this.#session;
    if (event.kind === 'signal') this.signals.add(signalFacts(session, event));
    else if (event.kind === 'denied') this.#refuse(event.signalId, event.reason);
    else if (event.kind === 'command') {
      const text = JSON.stringify(event.command);
      this.console.add({ time: event.time, sequence, kind: 'command', level: 'info', instrument: '', text });
    }
    for (const line of linesOf(session, event, sequence)) this.#say(line);
  }

  /** Written beside the signal that it refuses, which came a moment ago. */
  #refuse(signalId: string, refused: string): void {
    const { items } = this.signals;
    for (let k = items.length - 1; k >= Math.max(0, items.length - 50); k--) {
      const signal = items[k]!;
      if (signal.id === signalId) items[k] = { ...signal, refused };
    }
  }

  #say(line: SessionLine): void {
    if (line.type === 'status' && line['source'] === 'session' && line['level'] === 'info') return;
    if (line.type === 'order' && line['state'] === 'filled') return;
    const { time, sequence, type: kind } = line;
    const level = line['level'] === 'warn' || line['level'] === 'error' ? line['level'] : 'info';
    const instrument = wordOf(line, 'instrument');
    this.console.add({ time, sequence, kind, level, instrument, text: textOf(line) });
    if (kind !== 'alert' && level === 'info') return;
    const message = textOf(line);
    this.alerts.add({ time, level, instrument, strategy: wordOf(line, 'strategy'), message });
  }
}

function wordOf(line: SessionLine, field: string): string {
  const value = line[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A line in the order in which a person reads it. */
function textOf(line: SessionLine): string {
  const price = wordOf(line, 'price');
  const reason = wordOf(line, 'reason') || wordOf(line, 'why') || wordOf(line, 'exitReason');
  const words = [
    ...['message', 'amount', 'state', 'action', 'side', 'direction', 'quantity', 'orderType'].map((field) =>
      wordOf(line, field),
    ),
    price === '' ? '' : `at ${price}`,
    wordOf(line, 'profit') === '' ? '' : `profit ${wordOf(line, 'profit')}`,
    line.type === 'alert' || reason === '' ? '' : `(${reason})`,
  ];
  return words.filter((word) => word !== '').join(' ');
}

function closedFacts(session: Session, closed: ClosedTrade): ClosedFacts {
  const { trade } = closed;
  const { instrument, market } = session.hubs[trade.market]!;
  const price = (ticks: number): number => (ticks * instrument.price.units) / 10 ** instrument.price.decimals;
  const rough = market.valuer.rough * closed.lots * trade.sign;
  const profit = moneyToNumber(closed.profit);
  const moves = [closed.highest, closed.lowest].map((ticks) => (ticks - closed.entryPrice) * rough);
  return {
    id: closed.id,
    strategy: traderName(session, trade.traderId),
    instrument: instrument.id,
    direction: trade.sign > 0 ? 'long' : 'short',
    quantity: instrument.quantity.toNumber(closed.lots),
    entryTime: closed.entryTime,
    entryPrice: price(closed.entryPrice),
    exitTime: closed.exitTime,
    exitPrice: price(closed.exitPrice),
    fees: moneyToNumber(closed.fees),
    profit,
    profitPercent: (profit / Math.abs(closed.entryPrice * rough)) * 100,
    reason: closed.reason,
    best: Math.max(0, ...moves),
    worst: Math.min(0, ...moves),
    label: trade.label ?? '',
  };
}

function newPerformance(strategy = '', instrument = ''): Mutable<PerformanceFacts> {
  return {
    strategy,
    instrument,
    closed: 0,
    wins: 0,
    losses: 0,
    profit: 0,
    fees: 0,
    best: -Infinity,
    worst: Infinity,
    grossWin: 0,
    grossLoss: 0,
    bestExcursion: 0,
    worstExcursion: 0,
    stops: 0,
    targets: 0,
    time: 0,
  };
}

function addTo(sum: Mutable<PerformanceFacts>, trade: ClosedFacts): void {
  sum.closed++;
  if (trade.profit > 0) {
    sum.wins++;
    sum.grossWin += trade.profit;
  } else if (trade.profit < 0) {
    sum.losses++;
    sum.grossLoss -= trade.profit;
  }
  sum.profit += trade.profit;
  sum.fees += trade.fees;
  sum.best = Math.max(sum.best, trade.profit);
  sum.worst = Math.min(sum.worst, trade.profit);
  sum.bestExcursion += trade.best;
  sum.worstExcursion += trade.worst;
  if (trade.reason === 'stop' || trade.reason === 'trailing') sum.stops++;
  if (trade.reason === 'target') sum.targets++;
  sum.time += trade.exitTime - trade.entryTime;
}

/** What faces and the history are told of a signal. */
export function signalFacts(session: Session, event: SignalEvent): SignalFacts {
  const { signal } = event;
  return {
    id: event.id,
    time: event.time,
    strategy: traderName(session, event.traderId),
    instrument: event.instrument,
    action: signal.kind,
    direction: 'direction' in signal ? (signal.direction ?? '') : '',
    price: event.price,
    stop: 'stop' in signal ? levelText(signal.stop) : '',
    target: targetText(signal),
    label: 'label' in signal ? (signal.label ?? '') : '',
    why: signal.why ?? '',
    refused: '',
  };
}

function targetText(signal: Signal): string {
  if (signal.kind === 'enter' && signal.target !== undefined) return levelText(signal.target);
  if (!('targets' in signal) || signal.targets === undefined || signal.targets === null) return '';
  return signal.targets.map(({ at }) => levelText(at)).join(' ');
}

function levelText(level: Level | null | undefined): string {
  if (level === undefined) return '';
  if (level === null) return 'none';
  return typeof level === 'number' ? String(level) : `${level.percent}%`;
}
