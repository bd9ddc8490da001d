import { z } from 'zod';
import { parseTimeframe } from '../../market/timeframe.ts';
import { formatDuration, parseDuration } from '../../util/duration.ts';
import { parseTime } from '../../util/time.ts';

/** Bounds of a number: `min` and `max` belong to it, `above` and `below` do not. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly integer?: boolean;
}

const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/** A finite number within `range`, written as a YAML number or as decimal text. */
export function number(range: NumberRange = {}): z.ZodType<number, number | string> {
  const error = `expected ${describeRange(range)}`;
  const written = z.union([bounded(range, error), z.string().regex(decimalPattern, { error })], { error });
  return written.transform((value, context) => {
    const found = Number(value);
    if (isInRange(found, range)) return found;
    context.issues.push({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

/** A whole number. */
export function integer(range: NumberRange = {}): z.ZodType<number, number | string> {
  return number({ ...range, integer: true });
}

/** A length of time: ms as a number, or `30s`, `15m`, `4h`, `2d`. The output is whole ms. */
export function duration(range: { readonly min?: number } = {}): z.ZodType<number, number | string> {
  const least = range.min ?? 0;
  const limit = least > 0 ? ` of at least ${formatDuration(least)}` : '';
  const error = `expected a duration${limit}: ms as a number, or 30s, 15m, 4h, 2d`;
  const numeric = z.int({ error }).min(least, { error });
  const written = z
    .union([numeric, z.string().regex(durationPattern, { error })], { error })
    .meta({ title: 'duration' });
  return written.transform((value, context) => {
    const millis = typeof value === 'number' ? value : parseDuration(value);
    if (millis !== undefined && millis >= least) return millis;
    context.issues.push({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

/** The name of a timeframe. */
export function timeframeName(): z.ZodType<string, string> {
  const error = 'expected a timeframe such as 1s, 1m, 15m, 1h, 1d, 1w, 1M';
  return z.string({ error }).refine((name) => parseTimeframe(name) !== undefined, { error });
}

/** A moment, UTC; the output is ms since the epoch. */
export function moment(): z.ZodType<number, number | string> {
  const error = 'expected a time: YYYY[-MM[-DD[THH[:MM[:SS]]]]], or seconds or ms since 1970';
  const written = z.union([z.number(), z.string()], { error }).meta({ title: 'time' });
  return written.transform((value, context) => {
    const time = parseTime(String(value));
    if (time !== undefined) return time;
    context.issues.push({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

/** Text of one character or more. */
export function text(what = 'text'): z.ZodString {
  const error = `expected ${what}`;
  return z.string({ error }).min(1, { error });
}

/** True or false. */
export function flag(): z.ZodBoolean {
  return z.boolean({ error: 'expected true or false' });
}

/** `a number above 0`, `a whole number from 1 to 200`. */
function describeRange(range: NumberRange): string {
  const noun = range.integer === true ? 'a whole number' : 'a number';
  const { min, max, above, below } = range;
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  const low = min === undefined ? (above === undefined ? '' : `above ${above}`) : `at least ${min}`;
  const high = max === undefined ? (below === undefined ? '' : `below ${below}`) : `at most ${max}`;
  const both = [low, high].filter((each) => each !== '').join(' and ');
  return both === '' ? noun : `${noun} ${both.startsWith('at') ? 'of ' : ''}${both}`;
}

function isInRange(value: number, range: NumberRange): boolean {
  if (!Number.isFinite(value) || (range.integer === true && !Number.isSafeInteger(value))) return false;
  if (value < (range.min ?? -Infinity) || value > (range.max ?? Infinity)) return false;
  return !(value <= (range.above ?? -Infinity)) && !(value >= (range.below ?? Infinity));
}

function bounded(range: NumberRange, error: string): z.ZodNumber {
  let schema = range.integer === true ? z.number({ error }).int({ error }) : z.number({ error });
  if (range.min !== undefined) schema = schema.min(range.min, { error });
  if (range.max !== undefined) schema = schema.max(range.max, { error });
  if (range.above !== undefined) schema = schema.gt(range.above, { error });
  if (range.below !== undefined) schema = schema.lt(range.below, { error });
  return schema;
}
