import { describe, expect, it } from 'vitest';
import type { OrderReport } from '../../market/order.ts';
import { aRig, long } from '../../../test/support/trade-rig.ts';

describe('a fill after the venue had confirmed the cancel (F6)', () => {
  it('of an entry grows its trade while that is open, and the stop with it', () => {
    const { say, fill, gone, orders, tracker } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 4, 100);
    gone('s1-e1');
    fill('s1-e1', 3, 100);
    expect(tracker.openOn(0).map(({ id, lots }) => [id, lots])).toEqual([['s1', 7]]);
    expect(orders()).toEqual(['s1-e1 buy 10 limit canceled 7', 's1-s2 sell 7 stop pending 0']);
  });

  it('of an entry whose trade never was makes a position that is left at once', () => {
    const { say, fill, gone, orders, ends, tracker, warnings } = aRig();
    say(long);
    gone('s1-e1');
    expect(tracker.tradesOf('t')).toEqual([]);
    fill('s1-e1', 3, 100);
    expect(orders()).toEqual(['s1-e1 buy 10 limit canceled 3', 's1-e1-l1-x1 sell 3 market pending 0']);
    fill('s1-e1-l1-x1', 3, 98);
    expect(ends()).toEqual(['s1-e1-l1 3 98 signal -6']);
    expect(tracker.tradesOf('t')).toEqual([]);
    expect(warnings).toEqual(['trade s1 filled after it was over: the position is closed at the market']);
  });

  it('of an exit takes its lots off the trade, and what stands for it is fitted', () => {
    const { say, fill, gone, orders, ends, tracker } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 10, 100);
    say({ kind: 'exit', type: 'limit', price: 110 });
    gone('s1-x3');
    fill('s1-x3', 4, 110);
    expect(ends()).toEqual(['s1.1 4 110 signal 40']);
    expect(tracker.openOn(0).map(({ lots }) => lots)).toEqual([6]);
    expect(orders().slice(1)).toEqual(['s1-s2 sell 6 stop pending 0', 's1-x3 sell 10 limit canceled 4']);
  });

  it('of an exit whose trade is over makes a position that is left at once', () => {
    const { say, fill, gone, orders, ends, tracker } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 10, 110);
    gone('s1-s3');
    fill('s1-s3', 4, 90);
    expect(orders().at(-1)).toBe('s1-s3-l1-x1 buy 4 market pending 0');
    fill('s1-s3-l1-x1', 4, 91);
    expect(ends()).toEqual(['s1 10 110 target 100', 's1-s3-l1 4 91 signal -4']);
    expect(tracker.tradesOf('t')).toEqual([]);
  });

  it('of an exit that is more than its trade holds does both', () => {
    const { say, fill, gone, ends, orders } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    say({ kind: 'exit', type: 'limit', price: 110 });
    gone('s1-x2');
    say({ kind: 'exit', portion: 0.8 });
    fill('s1-x3', 8, 105);
    fill('s1-x2', 5, 110);
    expect(ends()).toEqual(['s1.1 8 105 signal 40', 's1 2 110 signal 20']);
    expect(orders().at(-1)).toBe('s1-l4-x1 buy 3 market pending 0');
  });
});

describe('words of a venue that end nothing', () => {
  it('leave the trade as it is', () => {
    const { say, word, tracker, orders } = aRig();
    say(long);
    word({ kind: 'unknown', orderId: 's1-e1', time: 1, request: 'submit' });
    word({ kind: 'amended', orderId: 's1-e1', time: 1 });
    expect(tracker.tradesOf('t').map(({ state }) => state)).toEqual(['pending']);
    expect(orders()).toEqual(['s1-e1 buy 10 limit unknown 0']);
    word({ kind: 'absent', orderId: 's1-e1', clientOrderId: 'x-s1-e1-0', time: 2, reason: 'fence passed' });
    expect(tracker.tradesOf('t')).toEqual([]);
  });

  it('such as a refused cancel of an entry let it be taken back again', () => {
    const { say, word, asked } = aRig();
    say(long);
    say({ kind: 'cancel' });
    say({ kind: 'cancel' });
    expect(asked).toEqual(['cancel s1-e1']);
    word({ kind: 'refused', orderId: 's1-e1', time: 1, request: 'cancel', reason: 'busy' });
    say({ kind: 'cancel' });
    expect(asked).toEqual(['cancel s1-e1', 'cancel s1-e1']);
  });
});

describe('a venue that does not obey', () => {
  const refused = (orderId: string, request: 'cancel' | 'amend'): OrderReport => ({
    kind: 'refused',
    orderId,
    time: 2,
    request,
    reason: 'busy',
  });

  it.each<[what: string, answer: OrderReport]>([
    ['refuses', refused('s1-e1', 'cancel')],
    ['does not answer', { kind: 'unknown', orderId: 's1-e1', time: 2, request: 'cancel' }],
  ])('and %s is asked again to cancel an entry, ever more seldom, until it is gone', (_, answer) => {
    const { say, word, asked, wait, gone } = aRig();
    say(long);
    say({ kind: 'cancel' });
    word(answer);
    wait(999);
    expect(asked).toEqual(['cancel s1-e1']);
    wait(1);
    expect(asked).toEqual(['cancel s1-e1', 'cancel s1-e1']);
    word(answer);
    wait(1999);
    expect(asked).toHaveLength(2);
    wait(1);
    expect(asked).toHaveLength(3);
    gone('s1-e1');
    wait(100_000);
    expect(asked).toHaveLength(3);
  });

  it('is asked again to cancel an exit whose trade is over', () => {
    const { say, fill, word, asked, wait, gone } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 10, 110);
    word(refused('s1-s3', 'cancel'));
    wait(1000);
    expect(asked).toEqual(['cancel s1-s3', 'cancel s1-s3']);
    gone('s1-s3');
    wait(100_000);
    expect(asked).toHaveLength(2);
  });

  it('has one stop: that which would not go is moved when there is to be one again', () => {
    const { say, fill, word, asked, wait, live, tracker } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 10, 100);
    say({ kind: 'modify', stop: null });
    word(refused('s1-s2', 'cancel'));
    say({ kind: 'modify', stop: 95 });
    word({ kind: 'amended', orderId: 's1-s2', time: 3 });
    expect(live('stop')).toEqual(['s1-s2 10 @ 95']);
    expect(tracker.openOn(0)[0]!.stop).toBe(95);
    wait(100_000);
    expect(asked).toEqual(['cancel s1-s2', 'amend s1-s2 {"trigger":95}']);
  });

  it('has one stop: the next waits until one that follows the price, or whose cancel is on its way, is gone', () => {
    for (const isAskedAgain of [false, true]) {
      const { say, fill, word, wait, live, gone } = aRig();
      const protection = isAskedAgain ? { stop: 90 } : { stop: 90, trailing: { percent: 20 } };
      say({ ...long, ...protection });
      fill('s1-e1', 10, 100);
      say({ kind: 'modify', stop: null });
      word(refused('s1-s2', 'cancel'));
      if (isAskedAgain) wait(1000);
      say({ kind: 'modify', stop: 95 });
      expect(live('stop')).toEqual(['s1-s2 10 @ 90']);
      gone('s1-s2');
      expect(live('stop')).toEqual(['s1-s3 10 @ 95']);
    }
  });

  it('is asked again to change an order, which stands as it did until then', () => {
    const { say, fill, word, asked, wait, live, tracker } = aRig();
    say({ ...long, stop: 90, targets: [{ at: 110, portion: 0.5 }, { at: 120 }] });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 5, 110);
    word(refused('s1-s4', 'amend'));
    expect(live('stop')).toEqual(['s1-s4 10 @ 90']);
    say({ kind: 'modify', stop: 97 });
    word(refused('s1-s4', 'amend'));
    expect(tracker.openOn(0)[0]!.stop).toBe(90);
    asked.length = 0;
    wait(1000);
    expect(asked).toEqual(['amend s1-s4 {"trigger":97,"lots":5}']);
    word({ kind: 'amended', orderId: 's1-s4', time: 3 });
    expect(live('stop')).toEqual(['s1-s4 5 @ 97']);
    expect(tracker.openOn(0)[0]!.stop).toBe(97);
  });

  it('has the lots that its stop sells too many left at once', () => {
    const { say, fill, word, live, tracker } = aRig();
    say({ ...long, stop: 90, targets: [{ at: 110, portion: 0.5 }] });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 5, 110);
    word(refused('s1-s3', 'amend'));
    fill('s1-s3', 10, 90);
    expect(tracker.openOn(0).map(({ direction, lots }) => [direction, lots])).toEqual([['short', 5]]);
    expect(live('exit')).toEqual(['s1-l4-x1 5 @ undefined']);
  });
});
