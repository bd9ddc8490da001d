import { describe, expect, it } from 'vitest';
import { SiisError } from '../util/errors.ts';
import { parseYaml, readYaml } from './source.ts';
import { makeWorkspace } from '../../test/support/workspace.ts';

function faultOf(run: () => unknown): SiisError {
  try {
    run();
  } catch (error) {
    if (error instanceof SiisError) return error;
    throw error;
  }
  throw new Error('expected an error, came none');
}

/** Few lines that stand for millions of values. */
const bomb = ['a: &a [1, 1]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'd: &d [*c, *c]', 'e: &e [*d, *d]']
  .concat(['f: &f [*e, *e]', 'g: [*f, *f, *f, *f]'])
  .join('\n');

describe('parseYaml', () => {
  it.each<[what: string, text: string, line: number, column: number, said: RegExp]>([
    ['an empty file', '', 1, 1, /expected a map of keys.*came an empty file/],
    ['only comments', '# nothing\n', 1, 1, /came an empty file/],
    ['a list', '\n- a\n', 2, 1, /expected a map of keys.*came a list of 1/],
    ['a plain word', 'hello\n', 1, 1, /expected a map of keys.*came 'hello'/],
    ['a key twice', 'seed: 1\nname: x\nseed: 2\n', 3, 1, /expected each key once, came 'seed'/],
    ['a tab as indentation', 'data:\n\tdir: x\n', 2, 1, /expected spaces for indentation, came a tab before 'dir'/],
    ['an open bracket', 'instruments: [a, b\nseed: 1\n', 2, 1, /expected YAML, came/],
    ['an open quote', 'name: "x\n', 2, 1, /expected YAML, came 'the end of the file': Missing closing "quote/],
    ['a colon in a value', 'name: a: b\n', 1, 7, /expected YAML, came 'a'/],
    ['an unknown tag', 'name: !secret x\n', 1, 7, /expected no tags, came '!secret'/],
    ['two documents', 'seed: 1\n---\nseed: 2\n', 2, 1, /expected one document, came a second one/],
    ['a line without a colon', 'seed: 1\nname\n', 2, 1, /expected YAML, came 'name'/],
    ['an alias without its anchor', 'seed: 1\nname: *x\n', 2, 7, /expected an alias of an anchor above it, came '\*x'/],
    [
      'a map that holds itself',
      'trade: &a\n  stop: *a\n',
      2,
      9,
      /expected an alias of .*, came '\*a' inside &a itself/,
    ],
    ['a list that holds itself', 'x: &a [1, [*a]]\n', 1, 12, /came '\*a' inside &a itself/],
    ['a map that is merged into itself', 'x: &a\n  <<: *a\n', 2, 7, /came '\*a' inside &a itself/],
    ['aliases without end', bomb, 1, 1, /expected YAML, came too many aliases/],
  ])('names the place of %s', (_what, text, line, column, said) => {
    const fault = faultOf(() => parseYaml(text, 'p.yaml'));
    expect(fault.code).toBe('CONFIG_INVALID');
    expect(fault.place).toEqual({ file: 'p.yaml', line, column });
    expect(fault.message).toMatch(said);
  });

  it('finds values, keys, merged and aliased ones', () => {
    const text = 'base: &base\n  a: 1\nuse:\n  <<: *base\n  list: [x, {b: 2}]\nsame: *base\n';
    const source = parseYaml(text, 'p.yaml');
    const at = (path: (string | number)[], key = false): string => {
      const { line, column } = source.placeOf(path, key);
      return `${line}:${column}`;
    };
    expect(at(['use', 'list', 1, 'b'])).toBe('5:17');
    expect(at(['use', 'list', 1, 'b'], true)).toBe('5:14');
    expect(at(['use', 'a'])).toBe('2:6');
    expect(at(['same', 'a'])).toBe('2:6');
    expect(at(['use', 'nothing', 'here'])).toBe('3:1');
    expect(source.has(['use', 'a'])).toBe(true);
    expect(source.has(['use', 'c'])).toBe(false);
  });
});

describe('readYaml', () => {
  it('refuses what is no text, and a folder', () => {
    const folder = makeWorkspace({ 'sub/x.yaml': 'a: 1\n' });
    expect(faultOf(() => readYaml(`${folder}/sub`)).message).toMatch(/expected a YAML text file, came a folder/);
    expect(faultOf(() => readYaml(`${folder}/none.yaml`)).message).toMatch(/came no file/);
  });
});
