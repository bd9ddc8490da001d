import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { ArchiveWriter, openArchive } from './archive.ts';
import { listTar } from './tar.ts';

const about = { siis: '1.2.3', made: Date.UTC(2026, 0, 2) };
const long = `ticks/${'a'.repeat(90)}/${'b'.repeat(60)}/2026-01.trade.ticks`;
const files: Readonly<Record<string, string>> = {
  'siis.db': 'x'.repeat(1300),
  empty: '',
  [long]: 'y'.repeat(512),
};

function written(): { folder: string; path: string } {
  const folder = makeWorkspace({});
  const path = join(folder, 'backup.tar');
  const writer = new ArchiveWriter(path, about);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, 'source'), `${text} and what was added meanwhile`);
    writer.add(name, join(folder, 'source'), text.length);
  }
  expect(existsSync(path)).toBe(false);
  writer.finish();
  return { folder, path };
}

describe('a backup', () => {
  it('holds what was given, and says so itself', () => {
    const { path } = written();
    const { manifest, read } = openArchive(path);
    expect(manifest).toMatchObject({ ...about, format: 'siis backup', version: 1 });
    expect(manifest.files.map((each) => [each.path, each.bytes])).toEqual([
      ['siis.db', 1300],
      ['empty', 0],
      [long, 512],
    ]);
    for (const [name, text] of Object.entries(files)) {
      const parts: Buffer[] = [];
      read(name, (bytes) => parts.push(Buffer.from(bytes)));
      expect(Buffer.concat(parts).toString(), name).toBe(text);
    }
  });

  it('is what tar understands', () => {
    const { folder, path } = written();
    const to = join(folder, 'unpacked');
    mkdirSync(to);
    expect(spawnSync('tar', ['xf', path, '-C', to]).status).toBe(0);
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(to, name), 'utf8'), name).toBe(text);
  });

  it('is refused when any of its bytes that carry something is flipped, and wherever it is cut', () => {
    const { folder, path } = written();
    const whole = readFileSync(path);
    const entries = listTar(path);
    if (typeof entries === 'string') throw new Error(entries);
    const carries = entries.flatMap(({ offset, bytes }) => Array.from({ length: bytes }, (_, k) => offset + k));
    // Modes, owners and times of tar are nobody's; a head with a flipped byte has a wrong sum all the same.
    const heads = entries.flatMap(({ offset }) => [0, 100, 124, 130, 150, 156, 257].map((at) => offset - 512 + at));
    const damaged = join(folder, 'damaged.tar');
    for (const at of [...carries, ...heads]) {
      const copy = Buffer.from(whole);
      copy[at]! ^= 1 << (at & 7);
      // A line break after the last brace says nothing.
      if (at === carries.at(-1)) continue;
      writeFileSync(damaged, copy);
      expect(() => openArchive(damaged), `byte ${at}`).toThrow(
        expect.objectContaining({ code: 'BACKUP_INVALID', place: { file: damaged } }),
      );
    }
    for (let size = 0; size < whole.length - 1024; size += 101) {
      writeFileSync(damaged, whole.subarray(0, size));
      expect(() => openArchive(damaged), `${size} bytes`).toThrow(expect.objectContaining({ code: 'BACKUP_INVALID' }));
    }
  });

  it('leads to no file outside its folder', () => {
    const folder = makeWorkspace({ source: 'text' });
    const path = join(folder, 'evil.tar');
    const writer = new ArchiveWriter(path, about);
    writer.add('sessions/../../evil', join(folder, 'source'));
    writer.finish();
    expect(() => openArchive(path)).toThrow('leads out of the folder');
  });

  it('does not replace a file, and leaves nothing when it is given up', () => {
    const { folder, path } = written();
    expect(() => new ArchiveWriter(path, about)).toThrow('choose another name');
    const given = new ArchiveWriter(join(folder, 'given-up.tar'), about);
    given.add('siis.db', join(folder, 'source'));
    given.abort();
    expect(readdirSync(folder).toSorted()).toEqual(['backup.tar', 'source']);
  });
});
