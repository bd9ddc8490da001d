import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringMemory, RingReader, RingWriter } from './ring.ts';

describe('a ring', () => {
  it('gives back every word once, in order, however it is filled and emptied', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 9 }))), (steps) => {
        const memory = ringMemory(16);
        const writer = new RingWriter(memory);
        const reader = new RingReader(memory);
        let [put, got] = [0, 0];
        for (const [writes, count] of steps) {
          if (writes) {
            const room = Math.min(count, writer.room);
            writer.write(
              Float64Array.from({ length: room }, (_, k) => put + k),
              room,
            );
            writer.publish();
            put += room;
          } else {
            for (let k = Math.min(count, reader.available); k > 0; k--) expect(reader.next()).toBe(got++);
            reader.release();
          }
          expect(writer.backlog).toBe(put - got);
          expect(reader.available).toBe(put - got);
          expect(writer.room).toBe(16 - (put - got));
        }
      }),
    );
  });

  it('shows nothing of a frame before all of it is published', () => {
    const memory = ringMemory(8);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    writer.write(Float64Array.of(1, 2, 3), 3);
    expect(reader.available).toBe(0);
    writer.publish();
    expect(reader.available).toBe(3);
  });

  it('goes around as often as it must', () => {
    const memory = ringMemory(8);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    const frame = new Float64Array(8);
    for (let round = 0; round < 1000; round++) {
      frame.fill(round);
      writer.write(frame, 5);
      writer.publish();
      for (let k = 0; k < 5; k++) expect(reader.next()).toBe(round);
      reader.release();
    }
    expect(writer.position).toBe(5000);
    expect(writer.room).toBe(8);
  });
});
