/** Turns the wall clock of a file into UTC. */
export interface Zone {
  readonly name: string;
  /**
   * UTC of a local time, both ms. Where clocks go back an hour occurs twice: the earlier one is taken unless it lies
   * before `after`, the time of the row before. Where clocks go forward a skipped hour is read as the hour after.
   */
  toUtc(local: number, after: number): number;
}

const hour = 3_600_000;

/** UTC itself. */
export const utc: Zone = { name: 'UTC', toUtc: (local) => local };

/** `UTC`, `UTC-5`, `+02:00`, or a name of the zone database such as `America/New_York`; `undefined` when unknown. */
export function parseZone(text: string): Zone | undefined {
  if (/^(utc|gmt|z)$/i.test(text)) return utc;
  const fixed = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  if (fixed !== null) return fixedZone(text, fixed);
  try {
    return zoneOfDatabase(text);
  } catch {
    return undefined;
  }
}

function fixedZone(name: string, [, sign, hours, minutes]: RegExpExecArray): Zone | undefined {
  const size = Number(hours) * hour + Number(minutes ?? 0) * 60_000;
  if (size > 14 * hour) return undefined;
  const offset = sign === '-' ? -size : size;
  return { name, toUtc: (local) => local - offset };
}

function zoneOfDatabase(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsetAt = (time: number): number => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hours, minute, second) - Math.floor(time / 1000) * 1000;
  };
  return withOffsets(name, offsetAt);
}

/** Offsets are looked up once per local hour: files run forward, so one remembered hour serves nearly every row. */
function withOffsets(name: string, offsetAt: (time: number) => number): Zone {
  let key = NaN;
  let early = 0;
  let late = 0;
  return {
    name,
    toUtc(local, after) {
      // Quarter hours: some zones are off by 30 or 45 minutes, and change there.
      const slot = Math.floor(local / 900_000);
      if (slot !== key) {
        const offsets = [offsetAt(local - 24 * hour), offsetAt(local + 24 * hour)];
        const possible = offsets.map((offset) => local - offset).filter((time) => local - time === offsetAt(time));
        // None is possible in a skipped hour: the offset before the change reads it as the hour after.
        early = possible.length === 0 ? offsets[0]! : local - Math.min(...possible);
        late = possible.length === 0 ? early : local - Math.max(...possible);
        key = slot;
      }
      return local - early < after && local - late >= after ? local - late : local - early;
    },
  };
}
