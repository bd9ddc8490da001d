import { groupSize } from '../../market/tick-block.ts';

/** Where the loop reads and writes: the same arrays for as long as it lives. */
export interface DenseGroupParts {
  /** The bytes of the block. */
  readonly words: Int32Array;
  readonly offsetWords: Int32Array;
  readonly price: Int32Array;
  readonly lots: Float64Array;
}

/**
 * Decodes the common group of a dense tape, 256 ticks in one loop: byte times, byte prices, two-byte lots.
 *
 * @param at byte of the block where the times of the group begin
 * @param start index of its first tick
 * @param time offset before its first tick
 * @param price price before its first tick
 * @param lotsBase what every lots value is counted from
 */
// oxlint-disable-next-line max-params -- called once for 256 ticks; an object would be made each time
export type DenseGroup = (at: number, start: number, time: number, price: number, lotsBase: number) => void;

let made = 0;

/**
 * The loop for one set of arrays. They are constants to it, so that their addresses and lengths are not looked up for
 * every tick, which would take as long as the decoding. The number in the text makes each one of a kind: equal texts
 * share what is learnt of them.
 */
export function makeDenseGroup(parts: DenseGroupParts): DenseGroup {
  made++;
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval, typescript/no-unsafe-call, typescript/no-unsafe-type-assertion -- no text of a user's comes in
  return new Function('parts', `/* ${made} */${text}`)(parts) as DenseGroup;
}

const text = `
  const { words, offsetWords, price, lots } = parts;
  return (at, start, timeBefore, priceBefore, lotsBase) => {
    const base = +lotsBase;
    let time = timeBefore | 0;
    let level = priceBefore | 0;
    let out = start | 0;
    let next = at >>> 2;
    let lot = next + ${groupSize / 2};
    const end = next + ${groupSize / 4};
    while (next < end) {
      const dt = words[next];
      const dp = words[next + ${groupSize / 4}];
      const two = words[lot];
      const more = words[lot + 1];
      const time1 = (time + (dt & 255)) | 0;
      const time2 = (time1 + ((dt >>> 8) & 255)) | 0;
      const time3 = (time2 + ((dt >>> 16) & 255)) | 0;
      time = (time3 + (dt >>> 24)) | 0;
      const level1 = (level + ((dp << 24) >> 24)) | 0;
      const level2 = (level1 + ((dp << 16) >> 24)) | 0;
      const level3 = (level2 + ((dp << 8) >> 24)) | 0;
      level = (level3 + (dp >> 24)) | 0;
      offsetWords[out] = time1;
      offsetWords[out + 1] = time2;
      offsetWords[out + 2] = time3;
      offsetWords[out + 3] = time;
      price[out] = level1;
      price[out + 1] = level2;
      price[out + 2] = level3;
      price[out + 3] = level;
      lots[out] = base + (two & 65535);
      lots[out + 1] = base + (two >>> 16);
      lots[out + 2] = base + (more & 65535);
      lots[out + 3] = base + (more >>> 16);
      next += 1;
      lot += 2;
      out += 4;
    }
  };`;
