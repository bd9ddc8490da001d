import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCount } from './decimal.ts';
import { TextBytes } from './text-bytes.ts';

function written(write: (to: TextBytes) => void, size?: number): string {
  const parts: Uint8Array[] = [];
  const bytes = new TextBytes((full) => parts.push(full.slice()), size);
  write(bytes);
  bytes.end();
  return Buffer.concat(parts).toString('utf8');
}

describe('text as bytes', () => {
  it('writes decimals as text does', () => {
    const value = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1000, max: 1000 }), fc.constant(0));
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 22 }), (count, scale) => {
        expect(written((to) => to.decimal(count, scale))).toBe(formatCount(count, scale));
      }),
    );
  });

  it('writes what it was given in one piece, whatever its length and letters', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 80 }));
    const part = fc.oneof(text, fc.integer({ min: 0, max: 1e9 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (list) => {
        const whole = written((to) => {
          for (const each of list) {
            if (typeof each === 'string') to.text(each);
            else to.decimal(each, 3);
            to.byte(0x7c);
          }
        }, 128);
        const text = list.map((each) => (typeof each === 'string' ? each.toWellFormed() : formatCount(each, 3)));
        expect(whole).toBe(text.map((each) => `${each}|`).join(''));
      }),
    );
  });
});
