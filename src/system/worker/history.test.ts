import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { frame, frameWords } from './frames.ts';
import { History, HistoryFile } from './history.ts';

const file = new HistoryFile();
afterAll(() => file.close());

const word = fc.double({ noNaN: false });
const words = (count: number): fc.Arbitrary<number[]> => fc.array(word, { minLength: count, maxLength: count });

/** Frames of every kind, and mail. */
const told = fc.oneof(
  words(frameWords.bar - 2).map((rest) => [frame.bar, 7, ...rest]),
  words(frameWords.ask - 2).map((rest) => [frame.ask, 7, ...rest]),
  words(frameWords.reply - 2).map((rest) => [frame.reply, 7, ...rest]),
  fc.integer({ min: 1, max: 256 }).chain((count) => words(4 * count).map((rest) => [frame.ticks, 7, count, ...rest])),
  fc.record({ text: fc.string(), number: word, missing: fc.constant(undefined) }),
);

describe('a history', () => {
  it('tells all frames and mail again, in order, however often it was put away', () => {
    fc.assert(
      // The sizes that are usual fill no part that would be put away.
      fc.property(fc.array(told, { minLength: 40, maxLength: 80, size: 'max' }), (list) => {
        const history = new History(file);
        for (const each of list) {
          if (Array.isArray(each)) history.append(Float64Array.from(each), each.length);
          else history.appendMail(7, each);
        }
        const again: unknown[] = [];
        history.tell({
          frame: (frameOf, count) => again.push([...frameOf.subarray(0, count)]),
          mail: (letter) => again.push(letter),
        });
        expect(again).toEqual(list.flatMap((each) => (Array.isArray(each) ? [each] : [each, [frame.mail, 7]])));
      }),
      { numRuns: 20 },
    );
  });

  it('tells what it held when it was asked, though more is added meanwhile', () => {
    const history = new History(file);
    history.append(Float64Array.of(frame.bar, 1, 0, 1, 2, 3, 4, 5, 6, 7), frameWords.bar);
    let count = 0;
    history.tell({
      frame: () => {
        count++;
        history.append(Float64Array.of(frame.bar, 1, 0, 1, 2, 3, 4, 5, 6, 7), frameWords.bar);
      },
      mail: () => undefined,
    });
    expect(count).toBe(1);
  });
});
