import { describe, expect, it } from 'vitest';
import { Clock, type ClockForm, epochUnit } from './clock.ts';
import { parseZone, utc } from './zone.ts';

function read(text: string, form: ClockForm = { kind: 'text' }, zone = utc): number {
  const bytes = Buffer.from(`7,${text},9`);
  return new Clock(form, zone).read(bytes, 2, bytes.length - 2, NaN);
}

const local = (text: string): number => Date.parse(`${text}Z`);

describe('Clock', () => {
  it.each<[text: string, iso: string]>([
    ['2012-01-31', '2012-01-31T00:00:00.000Z'],
    ['20120131', '2012-01-31T00:00:00.000Z'],
    ['2012/01/31', '2012-01-31T00:00:00.000Z'],
    ['31.01.2012 22:05:06.789', '2012-01-31T22:05:06.789Z'],
    ['2013-01-01 22:00:00.295000+00:00', '2013-01-01T22:00:00.295Z'],
    ['2013-01-01T22:00:00Z', '2013-01-01T22:00:00.000Z'],
    ['2013-01-01 22:00 UTC', '2013-01-01T22:00:00.000Z'],
    ['2013-01-01 22:00:00+0530', '2013-01-01T16:30:00.000Z'],
    ['2013-01-01T22:00:00-05', '2013-01-02T03:00:00.000Z'],
    ['20200101 170000065', '2020-01-01T17:00:00.065Z'],
    ['20200101 170000', '2020-01-01T17:00:00.000Z'],
    ['20200101 1700', '2020-01-01T17:00:00.000Z'],
    ['20140505 13:30', '2014-05-05T13:30:00.000Z'],
    ['20130101 22:00:00.295', '2013-01-01T22:00:00.295Z'],
    ['2020-02-29 9:30', '2020-02-29T09:30:00.000Z'],
    ['2020-02-29 09:30:01.5', '2020-02-29T09:30:01.500Z'],
    ['2020-02-29 09:30:01.123456789', '2020-02-29T09:30:01.123Z'],
  ])('reads %s', (text, iso) => {
    expect(new Date(read(text)).toISOString()).toBe(iso);
  });

  it.each([
    '',
    'NaN',
    '2013-02-29',
    '2013-13-01',
    '2013-00-01',
    '01/31/2012',
    '2013-01-01 24:00',
    '2013-01-01 12:60',
    '2013-01-01 12',
    '2013-01-01 12:00:',
    '2013-01-01 12:00:00.',
    '2013-01-01 12:00:00 PM',
    '2013-01-01+99:00',
    '2013-01-01x',
    '2013-1',
    '201301',
    '20200101 17000',
  ])('refuses %j', (text) => {
    expect(read(text)).toBeNaN();
  });

  it.each<[text: string, unit: 's' | 'ms' | 'us' | 'ns', time: number]>([
    ['1672531436', 's', 1672531436000],
    ['1672531436.0254', 's', 1672531436025],
    ['1672531436.9', 's', 1672531436900],
    ['1570752000000', 'ms', 1570752000000],
    ['1570752000000.75', 'ms', 1570752000000],
    ['1735689600000123', 'us', 1735689600000],
    ['1735689600000999999', 'ns', 1735689600000],
    ['1.570752E12', 'ms', 1570752000000],
  ])('reads %s as time in %s', (text, unit, time) => {
    expect(epochUnit(Number(text))).toBe(unit);
    expect(read(text, { kind: 'epoch', unit })).toBe(time);
  });

  it.each(['', '-5', 'abc', '12x', '1.x', '1e'])('refuses %j as time since 1970', (text) => {
    expect(read(text, { kind: 'epoch', unit: 's' })).toBeNaN();
    expect(read(text, { kind: 'epoch', unit: 'ms' })).toBeNaN();
  });

  it('reads milliseconds since the midnight of a date in a zone', () => {
    const form: ClockForm = { kind: 'midnight', date: Date.UTC(2014, 4, 5) };
    expect(read('3074', form, parseZone('UTC-05'))).toBe(Date.UTC(2014, 4, 5, 5, 0, 3, 74));
    expect(read('14400009.367', form)).toBe(Date.UTC(2014, 4, 5, 4, 0, 0, 9));
    expect(read('90000000', form)).toBeNaN();
  });

  it('joins a date and a time of day from two fields', () => {
    const bytes = Buffer.from('2012.02.01,00:05,x');
    const clock = new Clock({ kind: 'text' });
    expect(clock.readSplit({ bytes, start: 0, end: 10 }, 11, 16, NaN)).toBe(Date.UTC(2012, 1, 1, 0, 5));
    expect(clock.readSplit({ bytes, start: 0, end: 16 }, 11, 16, NaN)).toBeNaN();
  });

  it('lets a zone in the text win over the zone of the file', () => {
    const zone = parseZone('America/New_York')!;
    expect(read('2013-07-01 12:00:00', { kind: 'text' }, zone)).toBe(Date.UTC(2013, 6, 1, 16));
    expect(read('2013-07-01 12:00:00+00:00', { kind: 'text' }, zone)).toBe(Date.UTC(2013, 6, 1, 12));
  });

  it('does not take the zone of one row for the next', () => {
    const clock = new Clock({ kind: 'text' });
    const times = ['2013-01-01 00:00:00+01:00', '2013-01-01 00:00:00+02:00', '2013-01-01 00:00:00Z'].map((text) => {
      const bytes = Buffer.from(text);
      return clock.read(bytes, 0, bytes.length, NaN);
    });
    expect(times.map((time) => (time - Date.UTC(2013, 0, 1)) / 3_600_000)).toEqual([-1, -2, 0]);
  });
});

describe('parseZone', () => {
  it.each<[zone: string, local: string, utc: string]>([
    ['UTC', '2020-07-01T12:00', '2020-07-01T12:00'],
    ['UTC-5', '2020-07-01T12:00', '2020-07-01T17:00'],
    ['+05:30', '2020-07-01T12:00', '2020-07-01T06:30'],
    ['America/New_York', '2020-01-15T09:30', '2020-01-15T14:30'],
    ['America/New_York', '2020-07-15T09:30', '2020-07-15T13:30'],
    ['America/New_York', '2020-03-08T01:59', '2020-03-08T06:59'],
    ['America/New_York', '2020-03-08T03:00', '2020-03-08T07:00'],
    ['America/New_York', '2020-03-08T02:30', '2020-03-08T07:30'],
    ['America/New_York', '2020-11-01T00:59', '2020-11-01T04:59'],
    ['America/New_York', '2020-11-01T01:30', '2020-11-01T05:30'],
    ['America/New_York', '2020-11-01T02:00', '2020-11-01T07:00'],
    ['Asia/Kolkata', '2020-01-15T09:15', '2020-01-15T03:45'],
    ['Australia/Lord_Howe', '2020-04-05T02:00', '2020-04-04T15:30'],
  ])('turns %s %s into %s UTC', (name, from, to) => {
    expect(new Date(parseZone(name)!.toUtc(local(from), NaN)).toISOString()).toBe(new Date(local(to)).toISOString());
  });

  it('takes the second of two equal hours once time has passed the first', () => {
    const zone = parseZone('America/New_York')!;
    const at = local('2020-11-01T01:10');
    expect(zone.toUtc(at, local('2020-11-01T05:05'))).toBe(local('2020-11-01T05:10'));
    expect(zone.toUtc(at, local('2020-11-01T05:50'))).toBe(local('2020-11-01T06:10'));
  });

  it.each(['', 'Mars/Base', 'UTC+99', 'five'])('does not know %j', (name) => {
    expect(parseZone(name)).toBeUndefined();
  });
});
