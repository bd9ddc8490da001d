import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SequenceFile } from './sequence-file.ts';

describe('SequenceFile', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'siis-sequence-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('begins at 1 and goes on right after a clean end', () => {
    const file = join(folder, 'sessions', 'a.sequence');
    const first = new SequenceFile(file);
    expect(first.first).toBe(1);
    first.close(41);
    expect(new SequenceFile(file).first).toBe(42);
  });

  it('gives no number twice after a kill', () => {
    const file = join(folder, 'a.sequence');
    const killed = new SequenceFile(file);
    for (let sequence = 1; sequence <= 3_000_000; sequence += 1000) killed.passed(sequence);
    expect(new SequenceFile(file).first).toBeGreaterThan(3_000_000);
  });

  it('takes a number without a checksum, as it was kept before', () => {
    const file = join(folder, 'a.sequence');
    writeFileSync(file, '77\n');
    expect(new SequenceFile(file).first).toBe(77);
  });

  it('refuses a file that is torn, flipped anywhere, or zeroed, and names it', () => {
    const file = join(folder, 'a.sequence');
    new SequenceFile(file).close(1_234_566);
    const whole = readFileSync(file);
    const damaged = [Buffer.alloc(0), Buffer.from('what is this'), Buffer.alloc(whole.length)];
    for (let length = 1; length < whole.length; length++) damaged.push(whole.subarray(0, length));
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const copy = Buffer.from(whole);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      damaged.push(copy);
    }
    for (const bytes of damaged) {
      writeFileSync(file, bytes);
      expect(() => new SequenceFile(file), JSON.stringify(bytes.toString('latin1'))).toThrow(
        expect.objectContaining({ code: 'STORE_UNUSABLE', message: expect.stringContaining(file) }),
      );
    }
  });
});
