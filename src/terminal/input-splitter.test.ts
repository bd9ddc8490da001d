import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InputPiece, InputSplitter } from './input-splitter.ts';

const sample = 'a\u001B[A\u001B[<0;10;5Mb\u001B[200~pasted\rq\u001B[201~\u001B[<64;3;4M\u001B[<64;3;4Mc';
const pieces: InputPiece[] = [
  { kind: 'keys', text: 'a\u001B[A' },
  { kind: 'mouse', text: '\u001B[<0;10;5M' },
  { kind: 'keys', text: 'b' },
  { kind: 'paste', text: 'pasted\rq' },
  { kind: 'mouse', text: '\u001B[<64;3;4M' },
  { kind: 'mouse', text: '\u001B[<64;3;4M' },
  { kind: 'keys', text: 'c' },
];

/** Neighbouring keys are one piece or several: that makes no difference. */
function joined(all: readonly InputPiece[]): InputPiece[] {
  const result: InputPiece[] = [];
  for (const piece of all) {
    const last = result.at(-1);
    if (last?.kind === 'keys' && piece.kind === 'keys')
      result[result.length - 1] = { kind: 'keys', text: last.text + piece.text };
    else result.push(piece);
  }
  return result;
}

describe('what a terminal sends', () => {
  it('is cut into keys, mouse events and pastes', () => {
    expect(new InputSplitter().push(sample)).toEqual(pieces);
  });

  it('is cut alike however it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(sample.length)), (cuts) => {
        const splitter = new InputSplitter();
        const at = [0, ...cuts.toSorted((a, b) => a - b), sample.length];
        const got = at.slice(1).flatMap((to, k) => splitter.push(sample.slice(at[k], to)));
        expect(joined([...got, ...splitter.flush()])).toEqual(pieces);
      }),
    );
  });

  it('is an Escape where nothing follows it', () => {
    const splitter = new InputSplitter();
    expect(splitter.push('\u001B')).toEqual([]);
    expect(splitter.isWaiting).toBe(true);
    expect(splitter.flush()).toEqual([{ kind: 'keys', text: '\u001B' }]);
  });
});
