import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import type { ErrorCode } from '../../src/util/errors.ts';

/** The session of these journals. */
export const session = 'test';

/** The name of a first segment. */
export const first = '0000000000000001.journal';

/** Expects a `SiisError` of that code whose message has all the words. */
export function expectFault(work: () => unknown, code: ErrorCode, ...words: string[]): void {
  let error: unknown;
  try {
    work();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ name: 'SiisError', code });
  for (const word of words) expect((error as Error).message).toContain(word);
}

/** The files of a folder, sorted. */
export function names(folder: string): string[] {
  return readdirSync(folder).toSorted();
}
