import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from './clock.ts';

describe('simulated clock', () => {
  it('never goes back', () => {
    const clock = new SimulatedClock(100);
    clock.advanceTo(100);
    expect(() => clock.advanceTo(99)).toThrow('time cannot run back from 100 to 99');
    expect(() => clock.advanceTo(NaN)).toThrow('time cannot run back');
    expect(clock.now()).toBe(100);
  });

  it('fires timers by time, those of one moment as they were set', () => {
    const clock = new SimulatedClock(0);
    const fired: string[] = [];
    for (const [name, time] of [
      ['c', 30],
      ['a', 10],
      ['b1', 20],
      ['b2', 20],
      ['d', 40],
    ] as const) {
      clock.at(time, () => fired.push(name));
    }
    expect(clock.nextTimer).toBe(10);
    clock.advanceTo(30);
    clock.fireDue();
    expect(fired).toEqual(['a', 'b1', 'b2', 'c']);
    expect(clock.nextTimer).toBe(40);
  });

  it('hands the market time to a timer, also when it is late', () => {
    const clock = new SimulatedClock(0);
    const times: number[] = [];
    clock.at(10, (time) => times.push(time));
    clock.advanceTo(25);
    clock.fireDue();
    expect(times).toEqual([25]);
  });

  it('fires what timers set for the present moment in the same go, and what they set for later later', () => {
    const clock = new SimulatedClock(0);
    const fired: string[] = [];
    clock.at(5, () => {
      fired.push('first');
      clock.at(5, () => fired.push('again'));
      clock.at(6, () => fired.push('later'));
    });
    clock.advanceTo(5);
    clock.fireDue();
    expect(fired).toEqual(['first', 'again']);
    expect(clock.nextTimer).toBe(6);
  });

  it('forgets timers that were taken back', () => {
    const clock = new SimulatedClock(0);
    const fired: string[] = [];
    const first = clock.at(1, () => fired.push('first'));
    const second = clock.at(2, () => fired.push('second'));
    clock.at(3, () => fired.push('third'));
    clock.cancel(second);
    expect(clock.nextTimer).toBe(1);
    clock.cancel(first);
    expect(clock.nextTimer).toBe(3);
    clock.advanceTo(3);
    clock.fireDue();
    clock.cancel(first);
    expect(fired).toEqual(['third']);
    expect(clock.nextTimer).toBe(Infinity);
  });

  it('keeps to whole milliseconds: a moment between two comes with the later one', () => {
    const clock = new SimulatedClock(0);
    clock.at(10.2, () => undefined);
    expect(clock.nextTimer).toBe(11);
    expect(() => clock.at(NaN, () => undefined)).toThrow('a timer needs a time');
  });

  it('fires any set of timers, some of them taken back, like a sorted list', () => {
    const timers = fc.array(fc.record({ time: fc.integer({ min: 0, max: 50 }), isCanceled: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(timers, (wanted) => {
        const clock = new SimulatedClock(0);
        const fired: number[] = [];
        const made = wanted.map(({ time }, index) => clock.at(time, () => fired.push(index)));
        wanted.forEach(({ isCanceled }, index) => {
          if (isCanceled) clock.cancel(made[index]!);
        });
        const due: number[] = [];
        for (let guard = 0; clock.nextTimer !== Infinity && guard < 100; guard++) {
          due.push(clock.nextTimer);
          clock.advanceTo(clock.nextTimer);
          clock.fireDue();
        }
        const left = wanted
          .map(({ time }, index) => ({ time, index }))
          .filter(({ index }) => !wanted[index]!.isCanceled);
        expect(fired).toEqual(left.toSorted((a, b) => a.time - b.time || a.index - b.index).map(({ index }) => index));
        expect(due).toEqual([...new Set(left.map(({ time }) => time))].toSorted((a, b) => a - b));
      }),
    );
  });

  it('keeps few timers that were taken back, and fires the others in order', () => {
    const clock = new SimulatedClock(0);
    const fired: number[] = [];
    const timers = Array.from({ length: 1000 }, (_, k) => clock.at(1000 - k, (time) => void fired.push(time)));
    for (const [k, timer] of timers.entries()) if (k % 10 !== 0) clock.cancel(timer);
    expect(clock.waiting).toBeLessThan(300);
    expect(clock.nextTimer).toBe(10);
    clock.advanceTo(2000);
    clock.fireDue();
    expect(fired).toHaveLength(100);
    expect(clock.waiting).toBe(0);
  });
});
