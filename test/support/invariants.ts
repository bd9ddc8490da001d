import type { Money } from '../../src/market/money.ts';
import type { Order } from '../../src/market/order-fold.ts';
import type { Trade } from '../../src/strategy/trade/trade.ts';
import type { Session } from '../../src/system/session/session.ts';

/** Looks at a session whenever all that an event caused is done, and keeps what does not hold, in words. */
export class Auditor {
  readonly faults: string[] = [];
  readonly #startCash: Money;
  #fills = 0;

  constructor(startCash: Money) {
    this.#startCash = startCash;
  }

  readonly look = (session: Session): void => {
    const open = session.hubs.flatMap((hub) => session.tracker.openOn(hub.market.index));
    this.faults.push(
      ...positionFaults(session),
      ...ledgerFaults(session, open, this.#startCash),
      ...open.flatMap((trade) => protectionFaults(session, trade)),
    );
    // The margin is looked at before orders fill: what a fill uses up is found at the next tick.
    if (session.fills.length === this.#fills) this.faults.push(...marginFaults(session));
    this.#fills = session.fills.length;
  };
}

/** The account's position is the sum of the trades. */
function positionFaults(session: Session): string[] {
  return session.hubs.flatMap(({ market }) => {
    const sum = session.tracker.openOn(market.index).reduce((total, trade) => total + trade.sign * trade.lots, 0);
    return sum === market.lots ? [] : [`${market.instrument.id}: position ${market.lots}, trades ${sum}`];
  });
}

/**
 * Cash = start + Σ profit of what is closed + Σ over what is open of (funding − fees − cost of a long, + cost of a short);
 * equity = cash + Σ position at mark. To the last digit.
 */
function ledgerFaults(session: Session, open: readonly Trade[], startCash: Money): string[] {
  const closed = session.tracker.closed.reduce((sum, { profit }) => sum + profit, 0n);
  const bound = open.reduce(
    (sum, each) => sum + each.funding - each.entryFees - BigInt(each.sign) * each.entryValue,
    0n,
  );
  const cash = startCash + closed + bound;
  for (const { market } of session.hubs) market.sync();
  const held = session.hubs.reduce((sum, { market }) => sum + market.value, 0n);
  const [account] = session.accounts;
  const [[, booked]] = account!.balances() as [[string, Money]];
  const faults = cash === booked ? [] : [`cash ${booked}, by trades ${cash}: ${booked - cash}`];
  return account!.equity() === cash + held
    ? faults
    : [...faults, `equity ${account!.equity()}, by trades ${cash + held}`];
}

/** A planned stop stands at the venue for exactly the trade's lots, or all of the trade is on its way out. */
function protectionFaults(session: Session, trade: Trade): string[] {
  const live = [...session.desk.orders.values()].filter((order) => order.isLive && order.request.tradeId === trade.id);
  const lotsOf = (wanted: (order: Order) => boolean): number =>
    live.filter(wanted).reduce((sum, order) => sum + order.lots - order.filledLots, 0);
  const isKept = (order: Order): boolean => trade.exits.get(order.request.id)?.isCanceled === false;
  const stops = lotsOf((order) => order.request.purpose === 'stop' && isKept(order));
  const leaving = lotsOf(
    (order) => order.request.purpose === 'exit' && order.request.type === 'market' && isKept(order),
  );
  const targets = lotsOf(
    (order) =>
      order.request.purpose === 'target' && isKept(order) && trade.exits.get(order.request.id)?.reason === 'target',
  );
  const faults: string[] = [];
  const name = `trade ${trade.id} of ${trade.lots}`;
  if (trade.plan.stop !== undefined && stops !== trade.lots && leaving !== trade.lots)
    faults.push(`${name}: stop of ${stops}`);
  if (stops > trade.lots) faults.push(`${name}: stop of ${stops}`);
  if (leaving > trade.lots) faults.push(`${name}: exits of ${leaving}`);
  if (targets > trade.lots) faults.push(`${name}: targets of ${targets}`);
  if (trade.leaving !== undefined && leaving !== trade.lots) faults.push(`${name} is left, exits of ${leaving}`);
  if (trade.lots <= 0) faults.push(`${name} is open`);
  return faults;
}

/** No position stands where the margin is used up and its market has just ticked. */
function marginFaults(session: Session): string[] {
  const [account] = session.accounts;
  const { turn } = session.venue;
  if (turn < 0 || !account!.isExhausted()) return [];
  return session.hubs[turn]!.market.lots === 0
    ? []
    : [`margin is used up, and ${session.hubs[turn]!.market.lots} lots stand`];
}
