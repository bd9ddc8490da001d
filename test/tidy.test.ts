import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import floors from '../scripts/floors.json' with { type: 'json' };
import rooms from '../scripts/rooms.json' with { type: 'json' };
import { errorTable } from '../src/util/errors.ts';
import { projectFiles, root } from './support/source.ts';
import { tidyRules } from './support/tidy-rules.ts';

const files = projectFiles();

describe.each(tidyRules)('$name', ({ applies, faults, broken, sound }) => {
  it('holds', () => {
    const judged = files.filter(({ path }) => applies(path));
    expect(judged.flatMap(faults)).toEqual([]);
  });

  it.each(broken)('is broken by a planted $text', (source) => {
    expect(applies(source.path)).toBe(true);
    expect(faults(source)).not.toEqual([]);
  });

  it.each(sound)('is kept by $text', (source) => {
    expect(applies(source.path)).toBe(true);
    expect(faults(source)).toEqual([]);
  });
});

describe('the error reference', () => {
  const page = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');
  const documented = [...page.matchAll(/^## ([A-Z_]+) \(exit (\d+)\)\n\n(?=\S)/gm)].map(([, code, exit]) => [
    code,
    Number(exit),
  ]);

  it('has a paragraph and the exit code of every error, in the order of the table, and of nothing else', () => {
    expect(documented).toEqual(Object.entries(errorTable).map(([code, { exit }]) => [code, exit]));
  });
});

describe('the floors', () => {
  const folders = floors.flatMap((each) => each.folders);

  it('hold every folder of src', () => {
    const found = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(found.map(({ name }) => name).filter((name) => !folders.includes(name))).toEqual([]);
  });

  it('are those of ARCHITECTURE.md', () => {
    const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\d) \| ([a-z ]+?) \| ((?:`[a-z]+\/` ?)+)\|/gm)].map(
      ([, height, floor, names]) => ({
        height: Number(height),
        floor,
        folders: [...(names ?? '').matchAll(/`([a-z]+)\/`/g)].map(([, name]) => name),
      }),
    );
    const expected = floors.map((each, height) => ({ height, ...each })).toReversed();
    expect(rows).toEqual(expected);
  });
});

describe('the rooms of the composition', () => {
  it('are the folders of src/system, and those of ARCHITECTURE.md in their order', () => {
    const found = readdirSync(join(root, 'src/system'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(found.map(({ name }) => name)).toEqual(rooms.toSorted());
    const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const list = /^`system\/` has rooms[^:]*: ([^.]*)\./m.exec(page)?.[1] ?? '';
    expect([...list.matchAll(/`([a-z]+)\/`/g)].map(([, name]) => name)).toEqual(rooms);
  });
});

describe('the lock file', () => {
  it('names no registry, so that a machine uses its own', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});
