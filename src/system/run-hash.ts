import { createHash } from 'node:crypto';
import type { Grid } from '../market/grid.ts';
import { type Money, moneyScale, moneyToText } from '../market/money.ts';
import type { Order } from '../market/order-fold.ts';
import type { FillReport } from '../market/order.ts';
import type { PaperAccount } from '../trader/paper/account.ts';
import { ensure } from '../util/assert.ts';
import { TextBytes } from '../util/text-bytes.ts';
import { averageText } from './order-text.ts';
import type { Session } from './session.ts';

const bar = 0x7c;
const lineEnd = 0x0a;

/**
 * sha256 over orders, fills and final balances, in the decimal text of their records, each fact once: equal runs have equal hashes wherever
 * they run. Several accounts are hashed one by one, as if each had been a run of its own.
 */
export function runHash(session: Session): string {
  const { accounts } = session;
  if (accounts.length === 1) return accountHash(session, accounts[0]!);
  return joinHashes(accounts.map((account) => accountHash(session, account)));
}

/** The hash of runs that share nothing, in their order. */
export function joinHashes(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join('\n')).digest('hex');
}

function accountHash(session: Session, account: PaperAccount): string {
  const hash = createHash('sha256');
  const to = new TextBytes((bytes) => void hash.update(bytes));
  const { hubs, desk } = session;
  const isIts = hubs.map((hub) => session.accountOf(hub) === account);
  for (const order of Array.from(desk.orders.values())) {
    const { market } = order.request;
    if (isIts[market] === true) writeOrder(to, order, hubs[market]!.instrument);
  }
  for (const fill of session.fills) {
    const market = isIts.length === 1 ? 0 : ensure(desk.orders.get(fill.orderId), 'order').request.market;
    if (isIts[market] === true) writeFill(to, fill, hubs[market]!.instrument);
  }
  for (const [asset, held] of account.balances()) to.text(`${account.name}|${asset}|${moneyToText(held)}\n`);
  to.end();
  return hash.digest('hex');
}

interface Grids {
  readonly price: Grid;
  readonly quantity: Grid;
}

/** What was sent, and what became of it. */
function writeOrder(to: TextBytes, order: Order, { price, quantity }: Grids): void {
  const { request, filledLots } = order;
  field(to, request.id);
  field(to, request.clientOrderId);
  field(to, request.instrument);
  field(to, request.side);
  field(to, request.type);
  steps(to, quantity, order.lots);
  const level = order.limit ?? order.trigger;
  if (level === undefined) to.byte(bar);
  else steps(to, price, level);
  field(to, order.state);
  steps(to, quantity, request.lots);
  const sent = request.limit ?? request.trigger;
  if (sent !== undefined) steps(to, price, sent);
  steps(to, quantity, filledLots);
  const average = order.averagePrice;
  if (filledLots === 0) to.byte(bar);
  else if (Number.isSafeInteger(average)) steps(to, price, average);
  else field(to, averageText(price, order.filledValue, filledLots));
  to.decimal(request.time, 0);
  to.byte(bar);
  if (order.reason !== undefined) to.text(order.reason);
  to.byte(lineEnd);
}

function writeFill(to: TextBytes, fill: FillReport, { price, quantity }: Grids): void {
  field(to, fill.fillId);
  field(to, fill.orderId);
  steps(to, quantity, fill.lots);
  steps(to, price, fill.price);
  amount(to, fill.fee);
  to.decimal(fill.time, 0);
  to.byte(lineEnd);
}

function field(to: TextBytes, text: string): void {
  to.text(text);
  to.byte(bar);
}

function steps(to: TextBytes, grid: Grid, count: number): void {
  const whole = count * grid.units;
  if (Number.isSafeInteger(whole)) to.decimal(whole, grid.decimals);
  else to.text(grid.toText(count));
  to.byte(bar);
}

function amount(to: TextBytes, money: Money): void {
  const count = Number(money);
  if (Number.isSafeInteger(count)) to.decimal(count, moneyScale);
  else to.text(moneyToText(money));
  to.byte(bar);
}
