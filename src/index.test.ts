import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('keeps the public surface at 30 names or fewer, each once', () => {
  const text = readFileSync(new URL('index.ts', import.meta.url), 'utf8');
  const names = [...text.matchAll(/\{([^}]+)\}/g)].flatMap((match) => match[1]!.split(',').map((name) => name.trim()));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeLessThanOrEqual(30);
});
