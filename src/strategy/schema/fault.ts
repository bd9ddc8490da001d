import type { z } from 'zod';
import { didYouMean } from '../../util/suggest.ts';

/** What a person or a strategy wrote, read by a schema: the value, or what is wrong with it in a sentence. */
export type Reading<T> =
  | { readonly value: T; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: string };

/** Reads a value by a schema of keys. @param name what the sentence calls the value */
export function readBy<T>(schema: z.ZodType<T> & { shape: object }, value: unknown, name: string): Reading<T> {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0]!;
  const where = issue.path.length === 0 ? name : `${name}.${issue.path.join('.')}`;
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape);
    const key = issue.keys[0] ?? '';
    return { fault: `${where} has no ${key}: expected ${known.join(', ')}${didYouMean(key, known)}` };
  }
  const came = issue.path.reduce<unknown>((at, key) => (isRecord(at) ? at[String(key)] : undefined), value);
  const message = issue.message.startsWith('expected') ? issue.message : `expected: ${issue.message}`;
  return { fault: `${where}: ${message}${issue.path.length === 0 ? '' : `, came ${show(came)}`}` };
}

/** A value for people: short, whatever it is. */
function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `'${value.slice(0, 40)}'`;
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a map';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
