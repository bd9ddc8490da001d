import { z } from 'zod';
import { instrumentFault } from '../instrument-fault.ts';
import { parseInstrumentName, type InstrumentId } from '../../market/instrument.ts';
import { decimalOfNumber, formatDecimal, parseDecimal } from '../../util/decimal.ts';

// What strategies and their regions, alerts and operations are checked with, too, is a floor further down.
export { duration, flag, integer, moment, number, text, timeframeName } from '../../strategy/schema/leaf.ts';
export { formatDuration, parseDuration } from '../../util/duration.ts';

const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** A positive exact decimal, as a number or as text; the output is its shortest text. */
export function step(): z.ZodType<string, number | string> {
  const error = 'expected a decimal above 0, such as 0.01';
  const written = z.union([z.number().gt(0, { error }), z.string().regex(decimalPattern, { error })], { error });
  return written.transform((value, context) => {
    const decimal = typeof value === 'number' ? decimalOfNumber(value) : parseDecimal(value);
    if (decimal !== undefined && decimal.value > 0n) return formatDecimal(decimal.value, decimal.scale);
    context.issues.push({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

/** An instrument in any common spelling; the output is its id. */
export function instrument(): z.ZodType<InstrumentId, string> {
  const error = 'expected an instrument with its venue, such as binance:BTC/USDT';
  return z.string({ error }).transform((name, context) => {
    const named = parseInstrumentName(name);
    if (named !== undefined) return named.id;
    context.issues.push({ code: 'custom', message: `${error} (${instrumentFault(name)})`, input: name });
    return z.NEVER;
  });
}
