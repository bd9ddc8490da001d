import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../test/support/terminal-rig.ts';
import { Cells, difference } from './cells.ts';
import { makeStyle, marks } from './style.ts';
import { cleanText, fitText, textWidth } from './width.ts';

// Not those whose width the emulator sees otherwise than most terminals.
const words = fc.constantFrom('BTC/USDT', '日本円', '▲ long', 'a', '│─', '\u001B[31mred', '\u0007', '한국', ' ', 'é');
const put = fc.record({
  x: fc.integer({ min: -3, max: 22 }),
  y: fc.integer({ min: -1, max: 6 }),
  text: words,
  colour: fc.integer({ min: 0, max: 255 }),
});

describe('difference', () => {
  it('brings an emulator from any screen to any other', async () => {
    const frames = fc.array(fc.array(put, { maxLength: 8 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(frames, fc.constantFrom('none' as const, '16' as const, '256' as const), async (all, depth) => {
        const emulator = new Emulator(20, 5);
        let shown: Cells | undefined;
        for (const frame of all) {
          const next = new Cells(20, 5);
          for (const { x, y, text, colour } of frame)
            next.put(x, y, text, { style: makeStyle(colour, undefined, marks.bold) });
          await emulator.write(difference(shown, next, depth));
          shown = next;
          expect(emulator.lines).toEqual(Array.from({ length: 5 }, (_, y) => next.text(y).trimEnd()));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('sends nothing where nothing changed, and only what did', () => {
    const [before, after] = [new Cells(80, 24), new Cells(80, 24)];
    for (const cells of [before, after]) cells.put(0, 3, 'equity 10 000.00', { style: 0 });
    expect(difference(before, after, '256')).toBe('');
    after.put(12, 3, '7', { style: 0 });
    expect(difference(before, after, '256')).toBe('\u001B[4;13H\u001B[0m7\u001B[0m');
  });
});

describe('what steers terminals', () => {
  it.each([
    ['\u001B[31mBTC\u001B[0m', 'BTC'],
    ['\u001B]0;title\u0007BTC', 'BTC'],
    ['\u001B]8;;http://x\u001B\\BTC', 'BTC'],
    ['B\u0000T\u0008C\r\n', 'BTC'],
    ['\u202Egpj.BTC', 'gpj.BTC'],
    ['B\u200BT\uFEFFC', 'BTC'],
    ['\u009B2JBTC', 'BTC'],
  ])('is taken out of %j', (hostile, clean) => {
    expect(cleanText(hostile)).toBe(clean);
  });

  it('never comes through, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x2fff }), { maxLength: 20 }), (codes) => {
        const text = String.fromCodePoint(...codes);
        // oxlint-disable-next-line no-control-regex -- they are what is looked for
        expect(cleanText(text)).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
      }),
    );
  });
});

it.each([
  ['BTC/USDT', 5, 'BTC/…'],
  ['日本円', 6, '日本円'],
  ['日本円', 5, '日本…'],
  ['日本円', 4, '日…'],
  ['abc', 0, ''],
])('fits %s into %i cells', (text, width, fitted) => {
  expect(fitText(text, width)).toBe(fitted);
  expect(textWidth(fitted)).toBeLessThanOrEqual(width);
});
