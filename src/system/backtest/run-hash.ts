import { createHash } from 'node:crypto';
import type { PaperAccount } from '../../trader/paper/account.ts';
import { HashLines } from './hash-lines.ts';
import type { Session } from '../session/session.ts';

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
  const to = new HashLines((bytes) => void hash.update(bytes), session.desk.instance);
  const { hubs, desk } = session;
  const isIts = hubs.map((hub) => session.accountOf(hub) === account);
  desk.orders.tell((order) => {
    if (isIts[order.market] === true) to.order(order, hubs[order.market]!.instrument);
  });
  session.fills.tell((fill) => {
    if (isIts[fill.market] === true) to.fill(fill, hubs[fill.market]!.instrument);
  });
  for (const [asset, held] of account.balances()) to.balance(account.name, asset, held);
  to.end();
  return hash.digest('hex');
}
