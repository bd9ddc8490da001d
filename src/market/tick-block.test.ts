import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GroupDecoder, groupSize, type MinuteColumns, TickBlock } from './tick-block.ts';

const none = new Int32Array(0);
const minutes: MinuteColumns = {
  count: 0,
  time: new Float64Array(0),
  first: new Uint32Array(0),
  open: none,
  high: none,
  low: none,
  close: none,
  volume: new Float64Array(0),
  askOpen: none,
  askHigh: none,
  askLow: none,
  askClose: none,
};

function block(count: number, decoder?: GroupDecoder): TickBlock {
  return new TickBlock({
    kind: 'trade',
    count,
    baseTime: 0,
    lastTime: 0,
    groups: none,
    minutes,
    columns: { offset: new Uint32Array(0), price: none, ask: none, lots: new Float64Array(0), side: new Uint8Array(0) },
    ...(decoder === undefined ? {} : { decoder }),
  });
}

/** A block that notes which groups its decoder was asked for. */
function recorded(count: number): { tape: TickBlock; calls: [from: number, to: number][] } {
  const calls: [number, number][] = [];
  return { tape: block(count, (_block, from, to) => void calls.push([from, to])), calls };
}

describe('TickBlock.decode', () => {
  it('asks for whole groups, once', () => {
    const { tape, calls } = recorded(10 * groupSize);
    tape.decode(groupSize - 1, groupSize + 1);
    tape.decode(0, 2 * groupSize);
    expect(calls).toEqual([[0, 2]]);
  });

  it('asks only for the gaps between what was decoded before', () => {
    const { tape, calls } = recorded(10 * groupSize);
    tape.decode(2 * groupSize, 3 * groupSize);
    tape.decode(5 * groupSize, 5 * groupSize + 1);
    tape.decode(0, 10 * groupSize);
    expect(calls).toEqual([
      [2, 3],
      [5, 6],
      [0, 2],
      [3, 5],
      [6, 10],
    ]);
  });

  it('asks for nothing when the span is empty', () => {
    const { tape, calls } = recorded(groupSize);
    tape.decode(5, 5);
    tape.decode(7, 3);
    expect(calls).toEqual([]);
  });

  it('stops at the last group of the block', () => {
    const { tape, calls } = recorded(groupSize + 1);
    tape.decode(0, 100 * groupSize);
    tape.decode(50 * groupSize, 60 * groupSize);
    expect(calls).toEqual([[0, 2]]);
  });

  it('asks again for what the decoder failed on', () => {
    let fails = true;
    let calls = 0;
    const tape = block(groupSize, () => {
      calls += 1;
      if (fails) throw new Error('checksum');
    });
    expect(() => tape.decode(0, 1)).toThrow('checksum');
    fails = false;
    tape.decode(0, 1);
    expect(calls).toBe(2);
  });

  it('does nothing for a block whose columns are already there', () => {
    expect(() => block(groupSize).decode(0, groupSize)).not.toThrow();
  });

  it('covers every span asked for and never asks for a group twice', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 })));
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 4000 }), (asked, count) => {
        const { tape, calls } = recorded(count);
        for (const [from, to] of asked) tape.decode(from, to);
        const seen = new Set<number>();
        for (const [from, to] of calls) {
          for (let group = from; group < to; group++) {
            expect(seen.has(group)).toBe(false);
            seen.add(group);
          }
        }
        for (const [from, to] of asked) {
          for (let tick = from; tick < Math.min(to, count); tick++) {
            if (!seen.has(Math.floor(tick / groupSize))) expect.fail(`tick ${tick} was asked for and not decoded`);
          }
        }
      }),
    );
  });
});
