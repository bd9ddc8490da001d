import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { SiisError } from '../util/errors.ts';
import { describeFault } from './fault.ts';

const known = new SiisError('CONFIG_INVALID', 'expected a, came b', { file: 'p.yaml', line: 3, column: 5 });

it('prints an error of the world as its message alone', () => {
  expect(describeFault(known, { json: false })).toEqual({ text: 'siis: p.yaml:3:5: expected a, came b', exitCode: 4 });
});

it('prints it as one line of JSON for programs', () => {
  const { text } = describeFault(known, { json: true });
  expect(JSON.parse(text)).toEqual({
    error: { code: 'CONFIG_INVALID', message: 'p.yaml:3:5: expected a, came b', file: 'p.yaml', line: 3, column: 5 },
  });
});

it('keeps the trace of an unexpected error in a file', () => {
  const { text, exitCode } = describeFault(new TypeError('no such thing\nmore'), { json: false });
  const file = /^siis: unexpected: no such thing; the full trace is in (\S+)$/.exec(text)?.[1];
  expect(exitCode).toBe(1);
  expect(readFileSync(file!, 'utf8')).toMatch(/TypeError: no such thing\nmore\n\s+at /);
  rmSync(dirname(file!), { recursive: true });
});
