import { formatTime, parseTime, parseTimeRange, type TimeRange } from '../config/time.ts';
import { SiisError } from '../util/errors.ts';
import type { Call } from './call.ts';

/** The range of `--from`, `--to` and `--timerange`. @throws SiisError USAGE when it is none, or ends before it begins. */
export function readTimeRange(call: Call): TimeRange {
  const whole = call.text('timerange');
  const from = call.text('from');
  const to = call.text('to');
  if (whole !== undefined && (from !== undefined || to !== undefined)) {
    throw new SiisError('USAGE', '--timerange: expected it instead of --from and --to, came both');
  }
  const range = whole === undefined ? readEnds(from, to) : parseTimeRange(whole);
  if (range === undefined) {
    throw new SiisError('USAGE', `--timerange: expected a range such as 20260101-20260301, came '${whole}'`);
  }
  if (range.from !== undefined && range.to !== undefined && range.to <= range.from) {
    const flag = whole === undefined ? '--to' : '--timerange';
    const start = formatTime(range.from);
    throw new SiisError('USAGE', `${flag}: expected an end after the start ${start}, came ${formatTime(range.to)}`);
  }
  return range;
}

function readEnds(from: string | undefined, to: string | undefined): TimeRange {
  return {
    ...(from === undefined ? {} : { from: readTime('--from', from) }),
    ...(to === undefined ? {} : { to: readTime('--to', to) }),
  };
}

/** A moment of an option. @throws SiisError USAGE when it is none */
export function readTime(flag: string, text: string): number {
  const time = parseTime(text);
  if (time !== undefined) return time;
  const forms = 'YYYY[-MM[-DD[THH[:MM[:SS[.fff]]]]]][Z], or seconds or ms since 1970';
  throw new SiisError('USAGE', `${flag}: expected a time, ${forms}, came '${text}'`);
}
