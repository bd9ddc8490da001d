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

  it('begins anew where the file holds no number', () => {
    const file = join(folder, 'a.sequence');
    writeFileSync(file, 'what is this');
    expect(new SequenceFile(file).first).toBe(1);
    expect(Number(readFileSync(file, 'utf8'))).toBeGreaterThan(1);
  });
});
