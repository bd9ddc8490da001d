import { utc, type Zone } from './zone.ts';

const minute = 60_000;
const day = 86_400_000;

/** Seconds, milliseconds, microseconds or nanoseconds since 1970. */
export type EpochUnit = 's' | 'ms' | 'us' | 'ns';

/** How a file writes time. */
export type ClockForm =
  /** Units since 1970, UTC. */
  | { readonly kind: 'epoch'; readonly unit: EpochUnit }
  /** Date, or date and time of day, in one of the spellings of `Clock`. */
  | { readonly kind: 'text' }
  /** Milliseconds since the local midnight of `date` (its midnight as if it were UTC, ms). */
  | { readonly kind: 'midnight'; readonly date: number };

const dropped = { s: 0, ms: 0, us: 3, ns: 6 } as const;

/** The unit of a time since 1970, by its size: seconds below 1e11, then ms, µs, ns; each good for 1973 … 5138. */
export function epochUnit(value: number): EpochUnit {
  if (value < 1e11) return 's';
  if (value < 1e14) return 'ms';
  return value < 1e17 ? 'us' : 'ns';
}

/**
 * Reads times as ms UTC; fractions of a millisecond are dropped. Text is `2013-01-01`, `20130101`, `2013/01/01`,
 * `2013.01.01` or `01.02.2013` (day first), then nothing or `22:00`, `22:00:00`, `22:00:00.295000`, `2200`, `220000`,
 * `220000295`, then nothing, `Z`, `UTC` or an offset. A zone in the text wins over the file's.
 */
export class Clock {
  readonly #form: ClockForm;
  readonly #zone: Zone;
  /** Where the text is read. */
  #at = 0;
  #dateKey = -1;
  #dateTime = 0;
  #zoneBytes = new Uint8Array(0);
  #offset = NaN;
  /** How many digits `#digits` read. */
  #length = 0;

  constructor(form: ClockForm, zone: Zone = utc) {
    this.#form = form;
    this.#zone = zone;
  }

  /** @param after time of the row before, or NaN; decides the hour that occurs twice. @returns NaN when it is no time. */
  read(bytes: Uint8Array, start: number, end: number, after: number): number {
    switch (this.#form.kind) {
      case 'epoch':
        return readEpoch(bytes, start, end, this.#form.unit);
      case 'midnight': {
        const passed = readEpoch(bytes, start, end, 'ms');
        // Up to 25 hours: the day on which clocks go back.
        return passed < 25 * 60 * minute ? this.#zone.toUtc(this.#form.date + passed, after) : NaN;
      }
      case 'text':
        return this.#readText(bytes, start, end, after);
    }
  }

  /** A date in one field and a time of day in another. */
  readSplit(
    date: { bytes: Uint8Array; start: number; end: number },
    start: number,
    end: number,
    after: number,
  ): number {
    const { bytes } = date;
    this.#at = date.start;
    const midnight = this.#date(bytes, date.end);
    if (Number.isNaN(midnight) || this.#at !== date.end) return NaN;
    this.#at = start;
    return this.#zoned(bytes, end, midnight + this.#timeOfDay(bytes, end), after);
  }

  #readText(bytes: Uint8Array, start: number, end: number, after: number): number {
    this.#at = start;
    let local = this.#date(bytes, end);
    if (this.#at < end && !this.#isZone(bytes[this.#at]!)) {
      const mark = bytes[this.#at];
      if (mark !== 32 && mark !== 84 && mark !== 116) return NaN;
      this.#at++;
      local += this.#timeOfDay(bytes, end);
    }
    return this.#zoned(bytes, end, local, after);
  }

  #isZone(byte: number): boolean {
    return byte === 43 || byte === 45 || byte === 90 || byte === 122;
  }

  #date(bytes: Uint8Array, end: number): number {
    const first = this.#digits(bytes, end);
    const size = this.#length;
    if (size === 8) return this.#midnight(Math.floor(first / 10_000), Math.floor(first / 100) % 100, first % 100);
    const mark = bytes[this.#at]!;
    if (mark !== 45 && mark !== 46 && mark !== 47) return NaN;
    this.#at++;
    const month = this.#digits(bytes, end);
    if (this.#length > 2 || !this.#passes(bytes, end, mark)) return NaN;
    const last = this.#digits(bytes, end);
    if (size === 4 && this.#length <= 2) return this.#midnight(first, month, last);
    return size <= 2 && mark === 46 && this.#length === 4 ? this.#midnight(last, month, first) : NaN;
  }

  #midnight(year: number, month: number, date: number): number {
    const key = (year * 100 + month) * 100 + date;
    if (key === this.#dateKey) return this.#dateTime;
    const time = Date.UTC(year, month - 1, date);
    // 2013-02-30 would come back as March.
    if (month < 1 || date < 1 || new Date(time).getUTCMonth() !== month - 1 || new Date(time).getUTCDate() !== date)
      return NaN;
    this.#dateKey = key;
    this.#dateTime = time;
    return time;
  }

  #timeOfDay(bytes: Uint8Array, end: number): number {
    const hours = this.#digits(bytes, end);
    if (this.#length > 2) return this.#compact(hours) + this.#fraction(bytes, end);
    if (!this.#passes(bytes, end, 58)) return NaN;
    const minutes = this.#twoDigits(bytes, end);
    const seconds = this.#passes(bytes, end, 58) ? this.#twoDigits(bytes, end) : 0;
    return timeOf(hours, minutes, seconds) + this.#fraction(bytes, end);
  }

  /** `2200`, `220000` or `220000295`, read as one number of `#length` digits. */
  #compact(digits: number): number {
    switch (this.#length) {
      case 4:
        return timeOf(Math.floor(digits / 100), digits % 100, 0);
      case 6:
        return timeOf(Math.floor(digits / 10_000), Math.floor(digits / 100) % 100, digits % 100);
      case 9: {
        const clock = Math.floor(digits / 1000);
        return timeOf(Math.floor(clock / 10_000), Math.floor(clock / 100) % 100, clock % 100) + (digits % 1000);
      }
      default:
        return NaN;
    }
  }

  #twoDigits(bytes: Uint8Array, end: number): number {
    const value = this.#digits(bytes, end);
    return this.#length === 2 ? value : NaN;
  }

  #passes(bytes: Uint8Array, end: number, byte: number): boolean {
    if (this.#at >= end || bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  /** Milliseconds after a point or comma; the digits after the third are dropped. */
  #fraction(bytes: Uint8Array, end: number): number {
    if (!this.#passes(bytes, end, 46) && !this.#passes(bytes, end, 44)) return 0;
    const start = this.#at;
    let millis = 0;
    for (; this.#at < end; this.#at++) {
      const digit = bytes[this.#at]! - 48;
      if (digit < 0 || digit > 9) break;
      if (this.#at - start < 3) millis = millis * 10 + digit;
    }
    const size = this.#at - start;
    if (size === 0) return NaN;
    return size === 1 ? millis * 100 : size === 2 ? millis * 10 : millis;
  }

  #zoned(bytes: Uint8Array, end: number, local: number, after: number): number {
    if (this.#at === end) return this.#zone.toUtc(local, after);
    if (!this.#isLastZone(bytes, end)) {
      this.#zoneBytes = bytes.slice(this.#at, end);
      this.#offset = offsetOf(String.fromCharCode(...this.#zoneBytes.subarray(0, 12)).trim());
    }
    return local - this.#offset;
  }

  #isLastZone(bytes: Uint8Array, end: number): boolean {
    const last = this.#zoneBytes;
    if (end - this.#at !== last.length) return false;
    for (let k = 0; k < last.length; k++) if (bytes[this.#at + k] !== last[k]) return false;
    return true;
  }

  /** Reads digits from `#at` on; `#length` is how many (more than 9 read as none). */
  #digits(bytes: Uint8Array, end: number): number {
    const start = this.#at;
    let value = 0;
    while (this.#at < end) {
      const digit = bytes[this.#at]! - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.#at++;
    }
    this.#length = this.#at - start;
    return this.#length === 0 || this.#length > 9 ? NaN : value;
  }
}

function timeOf(hours: number, minutes: number, seconds: number): number {
  return hours > 23 || minutes > 59 || seconds > 59 ? NaN : ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

function offsetOf(text: string): number {
  if (/^(z|utc|gmt)$/i.test(text)) return 0;
  const match = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?$/i.exec(text);
  if (match === null) return NaN;
  const size = Number(match[2]) * 60 * minute + Number(match[3] ?? 0) * minute;
  return size > day ? NaN : match[1] === '-' ? -size : size;
}

function readEpoch(bytes: Uint8Array, start: number, end: number, unit: EpochUnit): number {
  const time = readDigits(bytes, start, end, unit);
  return Number.isNaN(time) && end > start ? readExponent(bytes, start, end, unit) : time;
}

function readDigits(bytes: Uint8Array, start: number, end: number, unit: EpochUnit): number {
  let stop = start;
  while (stop < end && bytes[stop] !== 46) stop++;
  const keep = stop - dropped[unit];
  if (keep <= start || !areDigits(bytes, keep, stop) || !areDigits(bytes, stop + 1, end)) return NaN;
  let value = 0;
  for (let k = start; k < keep; k++) value = value * 10 + digitOf(bytes[k]!);
  if (unit !== 's') return value;
  for (let k = stop + 1; k < stop + 4; k++) value = value * 10 + (k < end ? digitOf(bytes[k]!) : 0);
  return value;
}

function digitOf(byte: number): number {
  return byte >= 48 && byte <= 57 ? byte - 48 : NaN;
}

function areDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let k = start; k < end; k++) if (bytes[k]! < 48 || bytes[k]! > 57) return false;
  return true;
}

/** `1.570752E12`, as spreadsheets write. */
function readExponent(bytes: Uint8Array, start: number, end: number, unit: EpochUnit): number {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 40)));
  if (!/^\d+(\.\d+)?[eE]\+?\d{1,2}$/.test(text)) return NaN;
  const value = Number(text);
  return Math.floor(unit === 's' ? value * 1000 : value / 10 ** dropped[unit]);
}
