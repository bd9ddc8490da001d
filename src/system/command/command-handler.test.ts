import { describe, expect, it } from 'vitest';
import { prints } from '../../../test/support/tape.ts';
import { playTrades, type Script } from '../../../test/support/trade-script.ts';
import type { SiisEvent } from '../../market/event.ts';
import type { Command, TradingState } from '../../market/command.ts';
import type { EnterSignal } from '../../market/signal.ts';
import type { Session } from '../session/session.ts';
import { obeyCommands } from './command-handler.ts';

const long: EnterSignal = { kind: 'enter', direction: 'long', type: 'limit', price: 100, quantity: 200 };

/** Fills 5 lots a second; says what is commanded at which second. */
function command(commands: Readonly<Record<number, Command>>, enter: EnterSignal): Script & { late: number } {
  let isTold = false;
  let late = 0;
  const states: TradingState[] = [];
  const onEvent = (event: SiisEvent, session: Session): void => {
    if (!isTold) {
      isTold = true;
      obeyCommands(session);
      for (const [second, each] of Object.entries(commands)) {
        const time = Number(second) * 1000 + 250;
        session.clock.at(time, () => {
          if (each.kind === 'state') states.push(each.state);
          session.bus.publish({ kind: 'command', time, command: each, source: 'test' });
        });
      }
    }
    const isFill = event.kind === 'order-report' && event.report.kind === 'fill';
    if (isFill && event.request.purpose === 'entry' && (states.at(-1) ?? 'active') !== 'active') late++;
  };
  const tape = prints(...Array.from({ length: 30 }, (_, k) => [k * 1000 + 500, 100, 50] as const));
  const script = playTrades({ say: { 1: enter }, tape, model: { participation: 0.1 }, balance: 1e6, onEvent });
  return { ...script, late };
}

describe('a command', () => {
  it.each(['halted', 'cancel-only', 'reducing'] as const)(
    'to be %s takes back the rest of an entry that has filled in part (I19)',
    (state) => {
      const { orders, open, late, warnings } = command({ 5: { kind: 'state', state } }, { ...long, stop: 50 });
      expect(late).toBe(0);
      expect(open).toEqual(['#1 long 20']);
      expect(orders).toEqual(['#1-e1 limit buy 20/200 100 canceled user', '#1-s2 stop sell 0/20 50 open']);
      expect(warnings).toEqual([`trading state is ${state}; 1 waiting entry taken back`]);
    },
  );

  it.each(['active', 'reducing'] as const)('to be %s lets exits out that became due before', (state) => {
    const { ends, orders } = command(
      { 3: { kind: 'state', state: 'cancel-only' }, 10: { kind: 'state', state } },
      { ...long, quantity: 10, stop: 50, timeLimit: 4000 },
    );
    expect(ends).toEqual(['#1.1 5 @ 100 time-limit +0', '#1 5 @ 100 time-limit +0']);
    expect(orders.slice(1)).toEqual([
      '#1-s2 stop sell 0/5 50 canceled trade over',
      '#1-x3 market sell 0/10 denied cancel-only',
      '#1-x4 market sell 10/10 filled',
    ]);
  });

  it('to cancel takes back the rest of an entry that has filled in part', () => {
    const { open, warnings } = command({ 5: { kind: 'cancel', instrument: undefined } }, long);
    expect(open).toEqual(['#1 long 20']);
    expect(warnings).toEqual(['1 waiting entry taken back']);
  });

  it('counts no entry that is taken back already', () => {
    const cancel = { kind: 'cancel', instrument: undefined } as const;
    const { warnings } = command({ 5: cancel, 6: cancel }, { ...long, price: 90 });
    expect(warnings).toEqual(['1 waiting entry taken back', '0 waiting entries taken back']);
  });
});
