import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/source.ts';
import { bugs } from './bugs.ts';
import { withBug } from './plant.ts';

describe('the bugs of the zoo', () => {
  it('are fifteen at least, each with a name of its own', () => {
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
    expect(bugs.length).toBeGreaterThanOrEqual(15);
  });

  it.each(bugs)('fit the sources as they are: $name', (bug) => {
    const text = readFileSync(join(root, bug.file), 'utf8');
    expect(withBug(text, bug)).not.toBe(text);
    const { file, test } = bug.caughtBy;
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(test);
  });

  it('are refused by name where the source has moved', () => {
    const [bug] = bugs;
    expect(() => withBug('nothing of it', bug!)).toThrow(`found it 0 times`);
    expect(() => withBug(`${bug!.find} ${bug!.find}`, bug!)).toThrow(`found it 2 times`);
  });
});

describe('the oracles of what is stored', () => {
  const folder = join(root, 'test/support/oracle');

  it('share no code with the program: they import Node and each other only', () => {
    for (const name of readdirSync(folder)) {
      const imports = readFileSync(join(folder, name), 'utf8').matchAll(/from '([^']+)'/g);
      for (const [, from] of imports) expect(from, name).toMatch(/^(?:node:|\.\/)/);
    }
  });
});
