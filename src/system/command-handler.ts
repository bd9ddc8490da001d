import type { Command } from '../market/command.ts';
import type { Session } from './session.ts';

/** Makes a session obey the commands on its bus; each is answered by a status event that says what was done. */
export function obeyCommands(session: Session): void {
  session.bus.on('command', (event) => {
    const message = obey(session, event.command);
    session.bus.publish({ kind: 'status', time: session.clock.now(), level: 'info', source: 'command', message });
  });
}

function obey(session: Session, command: Command): string {
  switch (command.kind) {
    case 'pause':
    case 'play':
      return pausing(session, command.strategy, command.kind === 'pause');
    case 'close': {
      const count = session.tracker.closeTrades(command.trade, command.instrument);
      return `${count} ${count === 1 ? 'trade' : 'trades'} told to close`;
    }
    case 'cancel': {
      const count = session.tracker.cancelEntries(command.instrument);
      return `${count} waiting ${count === 1 ? 'entry' : 'entries'} taken back`;
    }
    case 'state': {
      session.desk.setState(command.state);
      const count = command.state === 'active' ? 0 : session.tracker.cancelEntries(undefined);
      if (command.state === 'active' || command.state === 'reducing') session.tracker.resume();
      return `trading state is ${command.state}${count === 0 ? '' : `; ${count} waiting ${count === 1 ? 'entry' : 'entries'} taken back`}`;
    }
  }
}

function pausing(session: Session, name: string | undefined, paused: boolean): string {
  const meant = session.traders.filter((trader) => name === undefined || trader.name === name);
  if (meant.length === 0)
    return `no strategy ${name}: expected one of ${[...new Set(session.traders.map((trader) => trader.name))].join(', ')}`;
  for (const trader of meant) trader.isPaused = paused;
  return `${paused ? 'paused' : 'playing'}: ${meant.map((trader) => trader.name).join(', ')}`;
}
