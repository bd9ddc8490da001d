import { describe, expect, it } from 'vitest';
import { Call } from './call.ts';
import { Output } from './output.ts';
import { readTimeRange } from './time-range.ts';

function call(options: Readonly<Record<string, unknown>>, args: readonly string[] = []): Call {
  const out = new Output({ json: false, quiet: false, verbose: false, logFormat: 'text' });
  return new Call({ args, options, out, stop: new AbortController().signal });
}

describe('Call', () => {
  it('takes the profile from the argument or the option', () => {
    expect(call({ profile: 'x' }).profileName()).toBe('x');
    expect(call({}, ['x']).profileName()).toBe('x');
    expect(() => call({}).profileName()).toThrow(/expected a profile/);
    expect(() => call({ profile: 'x' }, ['y']).profileName()).toThrow('expected one profile, came y and --profile x');
  });

  it('reads whole numbers in range', () => {
    const range = { min: 1, max: 8 };
    expect(call({ workers: '8' }).count('workers', '--workers', range)).toBe(8);
    expect(call({}).count('workers', '--workers', range)).toBeUndefined();
    for (const wrong of ['0', '9', '1.5', 'x', '-1', '']) {
      expect(() => call({ workers: wrong }).count('workers', '--workers', range)).toThrow(
        `--workers: expected a whole number from 1 to 8, came '${wrong}'`,
      );
    }
  });
});

describe('readTimeRange', () => {
  it('reads either form', () => {
    const from = Date.UTC(2026, 0);
    const to = Date.UTC(2026, 1);
    expect(readTimeRange(call({ from: '2026-01', to: '2026-02' }))).toEqual({ from, to });
    expect(readTimeRange(call({ timerange: '20260101-20260201' }))).toEqual({ from, to });
    expect(readTimeRange(call({}))).toEqual({});
  });

  it.each<[Readonly<Record<string, string>>, RegExp]>([
    [
      { from: '2026-02', to: '2026-01' },
      /--to: expected an end after the start 2026-02-01T00:00:00Z, came 2026-01-01T00:00:00Z/,
    ],
    [{ from: '2026-02', to: '2026-02' }, /--to: expected an end after the start/],
    [{ from: 'soon' }, /--from: expected a time, .*, came 'soon'/],
    [{ to: '2026-02-31' }, /--to: expected a time, .*, came '2026-02-31'/],
    [{ timerange: '2026' }, /--timerange: expected a range such as 20260101-20260301, came '2026'/],
    [{ timerange: '20260201-20260101' }, /--timerange: expected an end after the start/],
    [{ timerange: '20260101-', from: '2026' }, /came both/],
  ])('refuses %j', (options, said) => {
    expect(() => readTimeRange(call(options))).toThrow(said);
  });
});
