import { assert } from '../../util/assert.ts';

/*
 * JSON that loses nothing: what JSON has no word for stands as an object with the one key `$`. A real key that begins with `$`
 * gets another one in front.
 */

/** Numbers that JSON cannot write, and `undefined`. */
const words: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [undefined, 'undefined'],
  [Infinity, 'Infinity'],
  [-Infinity, '-Infinity'],
  [NaN, 'NaN'],
]);
const values: ReadonlyMap<string, unknown> = new Map([...words].map(([value, word]) => [word, value]));

/**
 * Text of a plain value: numbers of every kind, bigints, texts, booleans, `null`, `undefined`, lists and plain objects. Equal
 * values give equal text, in whatever order their keys came. @throws AssertionError for anything else
 */
export function encodeExact(value: unknown): string {
  return JSON.stringify(toPlain(value));
}

/** The value of a text that `encodeExact` wrote. @throws SyntaxError for another text */
export function decodeExact(text: string): unknown {
  return fromPlain(JSON.parse(text));
}

function toPlain(value: unknown): unknown {
  if (Object.is(value, -0)) return { $: '-0' };
  const word = words.get(value);
  if (word !== undefined) return { $: word };
  if (typeof value === 'bigint') return { $: `${value}n` };
  if (Array.isArray(value)) return Array.from(value, toPlain);
  if (typeof value !== 'object' || value === null) {
    assert(typeof value !== 'function' && typeof value !== 'symbol', `a journal holds values, not a ${typeof value}`);
    return value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  assert(
    prototype === Object.prototype || prototype === null,
    'a journal holds plain objects, not instances of a class',
  );
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key.startsWith('$') ? `$${key}` : key, toPlain(each)]));
}

function fromPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value !== 'object' || value === null) return value;
  if ('$' in value) return fromWord(String(value.$));
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, each]) => [key.startsWith('$') ? key.slice(1) : key, fromPlain(each)]));
}

function fromWord(word: string): unknown {
  if (word === '-0') return -0;
  if (/^-?\d+n$/.test(word)) return BigInt(word.slice(0, -1));
  if (!values.has(word)) throw new SyntaxError(`expected a value, was ${word}`);
  return values.get(word);
}
