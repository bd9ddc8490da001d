import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TickKind, groupSize } from '../../market/tick-block.ts';
import { Random } from '../../util/random.ts';
import { BlockEncoder } from './block-encoder.ts';
import { parseHead } from './block-layout.ts';
import { plainKernel } from './kernel.ts';
import type { TickSpan } from './tick-rows.ts';

const encoder = new BlockEncoder();

interface Tape {
  readonly seed: number;
  readonly count: number;
  readonly kind: TickKind;
  /** Largest usual step of time, price, spread and lots. */
  readonly gap: number;
  readonly move: number;
  readonly spread: number;
  readonly lots: number;
  /** Share of values far outside. */
  readonly wild: number;
  readonly sides: 'one' | 'two' | 'three';
}

function makeSpan(tape: Tape): TickSpan {
  const random = new Random(tape.seed);
  const { count } = tape;
  const price = new Int32Array(count);
  const columns = {
    offset: new Uint32Array(count),
    price,
    ask: tape.kind === 'quote' ? new Int32Array(count) : price,
    lots: new Float64Array(count),
    side: new Uint8Array(count),
  };
  const sides = { one: [2], two: [1, 2], three: [0, 1, 2] }[tape.sides];
  let time = 0;
  let level = random.below(1e6) - 5e5;
  for (let k = 0; k < count; k++) {
    const wild = random.next() < tape.wild;
    if (k > 0) time = Math.min(time + random.below(wild ? 4e6 : tape.gap + 1), 2_678_400_000);
    level = wild ? random.uint32() | 0 : (level + random.below(2 * tape.move + 1) - tape.move) | 0;
    columns.offset[k] = time;
    price[k] = level;
    if (tape.kind === 'quote') columns.ask[k] = wild ? random.uint32() | 0 : level + random.below(tape.spread + 1);
    columns.lots[k] = wild ? Math.floor(random.next() * 2 ** 53) : random.below(tape.lots + 1);
    columns.side[k] = sides[random.below(sides.length)]!;
  }
  return { count, baseTime: 1_700_000_000_123, columns };
}

const tapes = fc.record<Tape>({
  seed: fc.nat(),
  count: fc.oneof(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 250, max: 262 }),
    fc.integer({ min: 1, max: 3000 }),
  ),
  kind: fc.constantFrom('trade', 'quote'),
  gap: fc.constantFrom(0, 3, 200, 60_000, 400_000),
  move: fc.constantFrom(0, 1, 127, 128, 30_000, 100_000),
  spread: fc.constantFrom(0, 2, 300, 70_000),
  lots: fc.constantFrom(0, 5, 255, 256, 60_000, 1e6, 1e12),
  wild: fc.constantFrom(0, 0.003, 0.2, 1),
  sides: fc.constantFrom('one', 'two', 'three'),
});

function load(
  span: TickSpan,
  kind: TickKind,
): { memory: ReturnType<typeof plainKernel.allocate>; head: NonNullable<ReturnType<typeof parseHead>> } {
  const { bytes } = encoder.encode(span);
  const memory = plainKernel.allocate(kind, { ticks: Math.ceil(span.count / 256) * 256, bytes: bytes.length + 8 });
  memory.bytes.set(bytes);
  const head = parseHead(memory.bytes);
  expect(head).toBeDefined();
  return { memory, head: head! };
}

function part(span: TickSpan, from: number, to: number): unknown {
  const { offset, price, ask, lots, side } = span.columns;
  return [offset, price, ask, lots, side].map((column) => Array.from(column.subarray(from, to)));
}

describe('block codec', () => {
  it('gives back every column of any tape', () => {
    fc.assert(
      fc.property(tapes, (tape) => {
        const span = makeSpan(tape);
        const { memory, head } = load(span, tape.kind);
        plainKernel.decode(memory, head, 0, head.groupCount);
        expect(part({ ...span, columns: memory.columns }, 0, span.count)).toEqual(part(span, 0, span.count));
      }),
      { numRuns: 300 },
    );
  });

  it('decodes any group without the ones before it', () => {
    fc.assert(
      fc.property(tapes, fc.nat(), (tape, pick) => {
        const span = makeSpan(tape);
        const { memory, head } = load(span, tape.kind);
        const group = pick % head.groupCount;
        plainKernel.decode(memory, head, group, group + 1);
        const [from, to] = [group * groupSize, Math.min((group + 1) * groupSize, span.count)];
        expect(part({ ...span, columns: memory.columns }, from, to)).toEqual(part(span, from, to));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps a full block of wild values', () => {
    const tape: Tape = {
      seed: 1,
      count: 65_536,
      kind: 'quote',
      gap: 10,
      move: 3,
      spread: 5,
      lots: 7,
      wild: 1,
      sides: 'three',
    };
    const span = makeSpan(tape);
    const { memory, head } = load(span, 'quote');
    plainKernel.decode(memory, head, 0, head.groupCount);
    expect(part({ ...span, columns: memory.columns }, 0, span.count)).toEqual(part(span, 0, span.count));
  });

  it('needs about 4 bytes a tick for a dense tape of trades', () => {
    const tape: Tape = {
      seed: 2,
      count: 65_536,
      kind: 'trade',
      gap: 90,
      move: 1,
      spread: 0,
      lots: 50_000,
      wild: 0,
      sides: 'two',
    };
    expect(encoder.encode(makeSpan(tape)).bytes.length / tape.count).toBeLessThan(4.3);
  });

  it('gives equal bytes for equal ticks', () => {
    fc.assert(
      fc.property(tapes, (tape) => {
        const once = encoder.encode(makeSpan(tape)).bytes.slice();
        encoder.encode(makeSpan({ ...tape, seed: tape.seed + 1 }));
        expect(Buffer.compare(once, encoder.encode(makeSpan(tape)).bytes)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
