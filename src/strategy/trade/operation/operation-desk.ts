import type { Bus } from '../../../bus/bus.ts';
import type { Clock } from '../../../bus/clock.ts';
import type { TradeEvent } from '../../../market/event.ts';
import type { OperationPlan } from '../../../market/operation.ts';
import type { AlertWorld } from '../../alert/alert.ts';
import type { Origin, WatchedMarket } from '../../market.ts';
import type { Trade } from '../trade.ts';
import { beginOperation, operationWords, readOperation } from './index.ts';
import type { TradeHands } from './operation.ts';

/** An operation that waits on a trade. */
export interface Operation {
  /** Counted in its trade: `o1` … */
  readonly id: string;
  readonly plan: OperationPlan;
  readonly trade: Trade;
  readonly origin: Origin;
}

interface Entry {
  readonly operation: Operation;
  /** Ends it; `undefined` while its trade has not opened. */
  end: (() => void) | undefined;
}

interface Sheet {
  readonly trade: Trade;
  entries: readonly Entry[];
  made: number;
}

/** Does operations to open trades when their conditions come true, and forgets them with their trades. */
export class OperationDesk {
  readonly #parts: OperationDeskParts;
  readonly #sheets = new Map<string, Sheet>();

  constructor(parts: OperationDeskParts) {
    const { bus } = parts;
    this.#parts = parts;
    bus.on('trade', (event) => this.#onTrade(event));
    bus.on('signal', ({ signal, traderId, market }) => {
      if (signal.kind !== 'operation') return;
      const meant = parts.tradesOf(traderId).filter(({ id }) => signal.trade === undefined || signal.trade === id);
      for (const trade of meant) {
        if (trade.market !== market) continue;
        if (signal.remove !== undefined) this.remove(trade.id, signal.remove);
        const { value: plan } = signal.add === undefined ? {} : readOperation(signal.add);
        const made = plan === undefined ? undefined : this.#add(trade, plan, 'strategy');
        if (typeof made === 'string') this.#say('warn', trade, `operation was not added: ${made}`);
      }
    });
  }

  /** All operations that wait, trade by trade. */
  get all(): readonly Operation[] {
    const living = [...this.#sheets.values()].filter(({ trade }) => trade.state !== 'closed');
    return living.flatMap(({ entries }) => entries.map(({ operation }) => operation));
  }

  /** Adds an operation, of a plan that was read, to an open or pending trade. @returns it, or what stands against it */
  add(tradeId: string, plan: OperationPlan): Operation | string {
    const trade = this.#parts.trades().find(({ id }) => id === tradeId);
    return trade === undefined ? `no trade ${tradeId}` : this.#add(trade, plan, 'command');
  }

  /** Takes an operation away. @returns false when there is none of that id */
  remove(tradeId: string, id: string): boolean {
    const sheet = this.#sheets.get(tradeId);
    const entry = sheet?.entries.find(({ operation }) => operation.id === id);
    if (sheet === undefined || entry === undefined) return false;
    this.#forget(sheet, entry);
    return true;
  }

  #add(trade: Trade, plan: OperationPlan, origin: Origin): Operation | string {
    const sheet = this.#sheets.get(trade.id) ?? { trade, entries: [], made: 0 };
    this.#sheets.set(trade.id, sheet);
    sheet.made++;
    const entry: Entry = { operation: { id: `o${sheet.made}`, plan, trade, origin }, end: undefined };
    sheet.entries = [...sheet.entries, entry];
    const fault = trade.state === 'open' ? this.#begin(sheet, entry) : undefined;
    return fault ?? entry.operation;
  }

  #onTrade({ state, tradeId, traderId }: TradeEvent): void {
    if (state === 'closed') {
      const sheet = this.#sheets.get(tradeId);
      if (sheet === undefined) return;
      for (const entry of sheet.entries) this.#forget(sheet, entry);
      this.#sheets.delete(tradeId);
    } else if (state === 'opened') {
      const trade = this.#parts.tradesOf(traderId).find(({ id }) => id === tradeId);
      if (trade === undefined || trade.leaving !== undefined) return;
      const sheet = this.#sheets.get(tradeId);
      for (const entry of sheet?.entries ?? []) {
        const fault = this.#begin(sheet!, entry);
        if (fault !== undefined) this.#say('warn', trade, `operation was not begun: ${fault}`);
      }
      for (const plan of trade.plan.operations ?? []) {
        const made = this.#add(trade, plan, 'profile');
        if (typeof made === 'string') this.#say('warn', trade, `operation was not begun: ${made}`);
      }
    }
  }

  /** @returns what stands against it: then it is forgotten */
  #begin(sheet: Sheet, entry: Entry): string | undefined {
    const { trade, plan } = entry.operation;
    const { clock, hands, markets, onBar } = this.#parts;
    let isDone = false;
    const done = (): void => {
      isDone = true;
      this.#forget(sheet, entry);
      this.#say('info', trade, operationWords(plan));
    };
    const world = {
      market: markets[trade.market]!,
      now: () => clock.now(),
      onBar: onBar(trade.market),
      hands,
      at: (time: number, act: () => void) => {
        const timer = clock.at(time, act);
        return () => clock.cancel(timer);
      },
    };
    const end = beginOperation(plan, { trade, world, done });
    if (typeof end === 'string') {
      this.#forget(sheet, entry);
      return end;
    }
    if (isDone) end();
    else entry.end = end;
    return undefined;
  }

  #forget(sheet: Sheet, entry: Entry): void {
    sheet.entries = sheet.entries.filter((each) => each !== entry);
    entry.end?.();
    entry.end = undefined;
  }

  #say(level: 'info' | 'warn', trade: Trade, what: string): void {
    const time = this.#parts.clock.now();
    this.#parts.bus.publish({
      kind: 'status',
      time,
      level,
      source: 'operation',
      message: `trade ${trade.id}: ${what}`,
      tradeId: trade.id,
    });
  }
}

/** What an operation desk is made of. */
export interface OperationDeskParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly markets: readonly WatchedMarket[];
  readonly onBar: (market: number) => AlertWorld['onBar'];
  readonly hands: TradeHands;
  /** Open and pending trades of a strategy-trader; and all. */
  readonly tradesOf: (traderId: string) => readonly Trade[];
  readonly trades: () => readonly Trade[];
}
