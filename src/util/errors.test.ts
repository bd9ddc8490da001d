import { describe, expect, it } from 'vitest';
import { errorTable, formatPlace, SiisError } from './errors.ts';

describe('SiisError', () => {
  it('puts the place in front of the message', () => {
    const place = { file: 'profiles/demo.yaml', line: 3, column: 7 };
    const error = new SiisError('CONFIG_INVALID', 'unknown key "fee"', place);
    expect(error.message).toBe('profiles/demo.yaml:3:7: unknown key "fee"');
    expect(error.place).toEqual(place);
  });

  it('carries its code, the exit code of its row and the cause', () => {
    const cause = new Error('ENOENT');
    const error = new SiisError('FILE_NOT_FOUND', 'no file x.csv', undefined, { cause });
    expect([error.code, error.exitCode, error.cause, error.message]).toEqual([
      'FILE_NOT_FOUND',
      2,
      cause,
      'no file x.csv',
    ]);
  });

  it('has only exit codes that the command line documents', () => {
    for (const row of Object.values(errorTable)) expect([1, 2, 3, 4, 5, 130]).toContain(row.exit);
  });
});

describe('formatPlace', () => {
  it('writes what is known', () => {
    expect(formatPlace({ file: 'a.csv' })).toBe('a.csv');
    expect(formatPlace({ file: 'a.csv', line: 2 })).toBe('a.csv:2');
    expect(formatPlace({ file: 'a.csv', line: 2, column: 5 })).toBe('a.csv:2:5');
  });
});
