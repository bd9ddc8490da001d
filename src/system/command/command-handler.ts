import type { Command, ReloadCommand } from '../../market/command.ts';
import { type Answer, done, failed, listed } from './listing.ts';
import { findHub } from './manual-trading.ts';
import { ManualTrading } from './manual-trading.ts';
import type { Reloads } from '../reload/reloads.ts';
import type { Session } from '../session/session.ts';
import { served } from './service.ts';

/** Makes a session obey the commands on its bus; each is answered by a status event that says what was done. */
export function obeyCommands(session: Session, reloads?: Reloads): void {
  const manual = new ManualTrading(session);
  session.bus.on('command', (event) => {
    const { command } = event;
    const { done: isDone, message } =
      command.kind === 'reload' ? reloaded(reloads, command) : obey(session, manual, command);
    const level = isDone ? 'info' : 'warn';
    session.bus.publish({ kind: 'status', time: session.clock.now(), level, source: 'command', message });
  });
}

function reloaded(reloads: Reloads | undefined, command: ReloadCommand): Answer {
  return reloads?.apply(command) ?? failed('this session is not kept: its strategies cannot be exchanged');
}

function obey(session: Session, manual: ManualTrading, command: Exclude<Command, ReloadCommand>): Answer {
  switch (command.kind) {
    case 'pause':
    case 'play':
      return pausing(session, command.strategy, command.kind === 'pause');
    case 'close': {
      const count = session.tracker.closeTrades(command.trade, command.instrument, command.portion);
      return done(`${count} ${count === 1 ? 'trade' : 'trades'} told to close`);
    }
    case 'cancel': {
      const count = session.tracker.cancelEntries(command.instrument);
      return done(`${count} waiting ${count === 1 ? 'entry' : 'entries'} taken back`);
    }
    case 'enter':
      return manual.enter(command);
    case 'protect':
      return manual.protect(command);
    case 'state': {
      session.desk.setState(command.state);
      const count = command.state === 'active' ? 0 : session.tracker.cancelEntries(undefined);
      if (command.state === 'active' || command.state === 'reducing') session.tracker.resume();
      return done(
        `trading state is ${command.state}${count === 0 ? '' : `; ${count} waiting ${count === 1 ? 'entry' : 'entries'} taken back`}`,
      );
    }
    case 'add-region': {
      const made = session.guards.addRegion(command.region, 'command');
      return typeof made === 'string' ? failed(made) : done(`region ${made.map(({ id }) => id).join(', ')} made`);
    }
    case 'remove-region':
      return session.guards.regions.remove(command.id)
        ? done(`region ${command.id} removed`)
        : failed(`no region ${command.id}: \`regions\` lists them`);
    case 'add-alert': {
      const made = session.guards.addAlert(command.alert);
      return typeof made === 'string' ? failed(made) : done(`alert ${made.map(({ id }) => id).join(', ')} made`);
    }
    case 'remove-alert':
      return session.guards.alerts.remove(command.id)
        ? done(`alert ${command.id} removed`)
        : failed(`no alert ${command.id}: \`alerts\` lists them`);
    case 'add-operation': {
      const made = session.operations.add(command.trade, command.operation);
      return typeof made === 'string' ? failed(made) : done(`operation ${made.id} added to trade ${command.trade}`);
    }
    case 'remove-operation':
      return session.operations.remove(command.trade, command.id)
        ? done(`operation ${command.id} removed from trade ${command.trade}`)
        : failed(`no operation ${command.id} on trade ${command.trade}: \`operations\` lists them`);
    case 'assign':
      return manual.assign(command);
    case 'clean':
      return manual.clean(command.trade);
    case 'quantity':
      return fixQuantity(session, command.instrument, command.quantity);
    case 'leverage':
      return setLeverage(session, command.leverage, command.instrument);
    case 'service':
      return served(session, command.what, () => undefined);
    case 'list':
      return listed(session, command.what);
  }
}

function fixQuantity(session: Session, name: string, quantity: number | undefined): Answer {
  const hub = findHub(session, name);
  if (typeof hub === 'string') return failed(hub);
  const { instrument, market } = hub;
  const lots = quantity === undefined ? undefined : instrument.quantity.fromNumber(quantity, 'floor');
  if (lots !== undefined && lots < 1)
    return failed(`expected at least one lot, ${instrument.quantity.toText(1)}, came ${quantity}`);
  session.money.fix(market.index, lots);
  return done(
    lots === undefined
      ? `entries on ${instrument.id} are sized as the profile says`
      : `entries on ${instrument.id} that say no quantity have ${instrument.quantity.toText(lots)}`,
  );
}

function setLeverage(session: Session, leverage: number, name: string | undefined): Answer {
  const hub = name === undefined ? undefined : findHub(session, name);
  if (typeof hub === 'string') return failed(hub);
  const accounts = hub === undefined ? session.accounts : [session.accountOf(hub)];
  for (const account of accounts) {
    const refusal = account.setLeverage(leverage);
    if (refusal !== undefined) return failed(refusal);
    session.venue.setAlarms(account, undefined);
  }
  return done(`leverage of ${accounts.map((account) => account.name).join(', ')} is ${leverage}×`);
}

function pausing(session: Session, name: string | undefined, paused: boolean): Answer {
  const meant = session.traders.filter((trader) => name === undefined || trader.name === name);
  if (meant.length === 0)
    return failed(
      `no strategy ${name}: expected one of ${[...new Set(session.traders.map((trader) => trader.name))].join(', ')}`,
    );
  for (const trader of meant) trader.isPaused = paused;
  const markets = new Map<string, number>();
  for (const trader of meant) markets.set(trader.name, (markets.get(trader.name) ?? 0) + 1);
  const names = [...markets].map(([each, count]) => (count === 1 ? each : `${each} on ${count} markets`));
  return done(`${paused ? 'paused' : 'playing'}: ${names.join(', ')}`);
}
