import type { Command } from '../market/command.ts';

/** How a person has to confirm: by a key, or, where it concerns everything, by typing the name of the account. */
export type Confirmation = 'enter' | 'account';

/** What a command needs before it is sent from a keyboard: all do, but for those that move no money and can be taken back. */
export function confirmationOf(command: Command): Confirmation | undefined {
  switch (command.kind) {
    case 'pause':
    case 'play':
    case 'list':
    case 'service':
      return undefined;
    case 'close':
      return command.trade === undefined && command.instrument === undefined ? 'account' : 'enter';
    case 'cancel':
      return command.instrument === undefined ? 'account' : 'enter';
    default:
      return 'enter';
  }
}
