import { describe, expect, it } from 'vitest';
import type { OrderReport } from '../../market/order.ts';
import { aRig, long } from '../../../test/support/trade-rig.ts';

describe('a venue that does not answer', () => {
  const doubt = (orderId: string, request: 'cancel' | 'amend'): OrderReport => ({
    kind: 'unknown',
    orderId,
    time: 2,
    request,
  });

  it('is asked again to cancel an exit whose trade is over, once however often it says that it does not know', () => {
    const { say, fill, word, asked, wait, gone } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 10, 110);
    word(doubt('s1-s3', 'cancel'));
    word({ kind: 'refused', orderId: 's1-s3', time: 2, request: 'cancel', reason: 'busy' });
    wait(4000);
    expect(asked).toEqual(['cancel s1-s3', 'cancel s1-s3']);
    gone('s1-s3');
    wait(100_000);
    expect(asked).toHaveLength(2);
  });

  it('has no trade wait for a stop that may be gone: the next one is placed', () => {
    const { say, fill, word, live } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 10, 100);
    say({ kind: 'modify', stop: null });
    word(doubt('s1-s2', 'cancel'));
    say({ kind: 'modify', stop: 95 });
    expect(live('stop')).toEqual(['s1-s2 10 @ 90', 's1-s3 10 @ 95']);
  });

  it('is asked again to change an order to what it is to be by then, once however often it does not know', () => {
    const { say, fill, word, asked, wait, live } = aRig();
    say({ ...long, stop: 90, targets: [{ at: 110, portion: 0.5 }, { at: 120 }] });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 5, 110);
    word(doubt('s1-s4', 'amend'));
    say({ kind: 'modify', stop: 97 });
    word(doubt('s1-s4', 'amend'));
    asked.length = 0;
    wait(4000);
    expect(asked).toEqual(['amend s1-s4 {"trigger":97,"lots":5}']);
    word({ kind: 'amended', orderId: 's1-s4', time: 3 });
    expect(live('stop')).toEqual(['s1-s4 5 @ 97']);
    wait(100_000);
    expect(asked).toHaveLength(1);
  });

  it('is asked again to move an entry to where it is wanted by then, while it waits and is to stay', () => {
    const { say, word, asked, wait, live, gone } = aRig();
    say(long);
    say({ kind: 'modify', entryPrice: 95 });
    word(doubt('s1-e1', 'amend'));
    say({ kind: 'modify', entryPrice: 96 });
    word(doubt('s1-e1', 'amend'));
    asked.length = 0;
    wait(4000);
    expect(asked).toEqual(['amend s1-e1 {"limit":96}']);
    word({ kind: 'amended', orderId: 's1-e1', time: 3 });
    expect(live('entry')).toEqual(['s1-e1 10 @ 96']);
    say({ kind: 'modify', entryPrice: 97 });
    word(doubt('s1-e1', 'amend'));
    gone('s1-e1');
    wait(100_000);
    expect(asked).toHaveLength(2);
  });

  it('is not asked again for a price of an entry that it refused or confirmed after all', () => {
    const answers: OrderReport[] = [
      { kind: 'amended', orderId: 's1-e1', time: 2 },
      { kind: 'refused', orderId: 's1-e1', time: 2, request: 'amend', reason: 'late' },
    ];
    for (const answer of answers) {
      const { say, word, asked, wait } = aRig();
      say(long);
      say({ kind: 'modify', entryPrice: 95 });
      word(doubt('s1-e1', 'amend'));
      word(answer);
      wait(100_000);
      expect(asked).toHaveLength(1);
    }
  });
});

describe('exits that the trading state keeps back', () => {
  it('go out when it rises, where they are due: what was to be left, and targets', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say({ ...long, stop: 90, target: 110 });
    desk.setState('cancel-only');
    fill('s1-e1', 10, 100);
    expect([live('target'), live('stop')]).toEqual([[], ['s1-s3 10 @ 90']]);
    tracker.closeTrades('s1', undefined);
    expect(live('exit')).toEqual([]);
    expect(tracker.openOn(0)).toMatchObject([{ leaving: undefined, isCounted: true }]);
    desk.setState('reducing');
    tracker.resume();
    expect(live('exit')).toEqual(['s1-x6 10 @ undefined']);
    expect(live('target')).toEqual(['s1-t5 10 @ 110']);
    expect(tracker.openOn(0)).toMatchObject([{ leaving: 'user', isCounted: false }]);
    fill('s1-x6', 10, 100);
    expect(tracker.tradesOf('t')).toEqual([]);
  });

  it('are not done twice', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    tracker.resume();
    expect([live('target'), live('stop'), live('exit')]).toEqual([['s1-t2 10 @ 110'], ['s1-s3 10 @ 90'], []]);
    desk.setState('halted');
    tracker.closeTrades('s1', undefined);
    tracker.closeTrades('s1', undefined);
    desk.setState('active');
    tracker.resume();
    tracker.resume();
    expect(live('exit')).toHaveLength(1);
  });

  it('go out when it rises where they never reached the venue before it fell', () => {
    const { say, fill, desk, tracker, live, word } = aRig();
    say({ ...long, target: 110 });
    fill('s1-e1', 10, 100);
    say({ kind: 'exit' });
    for (const orderId of ['s1-t2', 's1-x3']) word({ kind: 'unknown', orderId, time: 1, request: 'submit' });
    desk.setState('halted');
    for (const orderId of ['s1-t2', 's1-x3'])
      word({ kind: 'absent', orderId, clientOrderId: `x-${orderId}-0`, time: 1, reason: 'fence passed' });
    expect([live('target'), live('exit')]).toEqual([[], []]);
    desk.setState('active');
    tracker.resume();
    expect([live('target'), live('exit')]).toEqual([['s1-t4 10 @ 110'], ['s1-x5 10 @ undefined']]);
  });

  it('go out when it rises at their part and price: parts add up, and never to more than there is', () => {
    const { say, fill, desk, tracker, orders, live } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    desk.setState('halted');
    say({ kind: 'exit', portion: 0.4 });
    say({ kind: 'exit', portion: 0.4 });
    say({ kind: 'exit', portion: 0.4 });
    say({ kind: 'exit', portion: 0.4 });
    expect(live('exit')).toEqual([]);
    desk.setState('cancel-only');
    tracker.resume();
    expect(live('exit')).toEqual([]);
    desk.setState('active');
    tracker.resume();
    tracker.resume();
    expect(live('exit').map((each) => each.split(' ')[1])).toEqual(['4', '4', '2']);
    expect(orders().filter((each) => each.includes('pending'))).toHaveLength(3);
  });

  it('go out at their limit, the last one that was asked for', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    desk.setState('halted');
    say({ kind: 'exit', type: 'limit', price: 110 });
    say({ kind: 'exit', type: 'limit', price: 120, portion: 0.5 });
    say({ kind: 'exit', portion: 0.7 });
    say({ kind: 'exit', type: 'limit', price: 130, portion: 0.5 });
    desk.setState('reducing');
    tracker.resume();
    expect(live('exit').map((each) => each.replace(/^\S+ /, ''))).toEqual(['7 @ undefined', '3 @ 130']);
  });

  it('are bounded by what is left when it rises, and are moot where the whole trade is due', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say({ ...long, target: 105 });
    fill('s1-e1', 10, 100);
    desk.setState('halted');
    say({ kind: 'exit', portion: 0.5 });
    say({ kind: 'exit', type: 'limit', price: 110 });
    fill('s1-t2', 7, 105);
    desk.setState('active');
    tracker.resume();
    expect(live('exit').map((each) => each.replace(/^\S+ /, ''))).toEqual(['3 @ undefined']);
    const whole = aRig();
    whole.say(long);
    whole.fill('s1-e1', 10, 100);
    whole.desk.setState('halted');
    whole.say({ kind: 'exit', portion: 0.5 });
    whole.say({ kind: 'exit' });
    whole.say({ kind: 'exit', type: 'limit', price: 110 });
    whole.desk.setState('active');
    whole.tracker.resume();
    expect(whole.live('exit').map((each) => each.replace(/^\S+ /, ''))).toEqual(['10 @ undefined']);
    expect(whole.tracker.openOn(0)).toMatchObject([{ leaving: 'signal', isCounted: false }]);
  });

  it('are not due any more where another took their place, or their time is over', () => {
    const { say, fill, desk, tracker, live, wait, asked, gone } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    say({ kind: 'exit', type: 'limit', price: 110, portion: 0.5, timeout: 1000 });
    expect(live('exit')).toEqual(['s1-x2 5 @ 110']);
    gone('s1-x2');
    desk.setState('halted');
    say({ kind: 'exit', type: 'limit', price: 110, portion: 0.5, timeout: 1000 });
    wait(400);
    desk.setState('active');
    tracker.resume();
    expect(live('exit')).toEqual(['s1-x4 5 @ 110']);
    wait(600);
    expect(asked).toEqual(['cancel s1-x4']);
    gone('s1-x4');
    desk.setState('halted');
    say({ kind: 'exit', type: 'limit', price: 110, portion: 0.5, timeout: 1000 });
    wait(1000);
    desk.setState('active');
    tracker.resume();
    expect(live('exit')).toEqual([]);
  });
});
