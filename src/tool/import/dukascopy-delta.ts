import { Grid } from '../../market/grid.ts';
import type { Faults } from './faults.ts';
import { columnsOf, type Layout, makeLayout } from './layout.ts';
import { timeframeOfSpacing } from './timeframe-name.ts';

/** A delta-coded file as the plain table it stands for. */
export interface Unpacked {
  readonly layout: Layout;
  /** Lines of CSV; line n is row n of the file. */
  readonly text: string;
}

/** True when JSON begins like a delta-coded Dukascopy file. */
export function isDukascopyDelta(head: string): boolean {
  return /^\s*\{/.test(head) && head.includes('"multiplier"') && head.includes('"timestamp"');
}

/**
 * Dukascopy's delta-coded JSON: a start time and start prices, then per row the difference to the row before, in units
 * of `multiplier`. Candle times are counted in `shift` ms, tick times in ms; volumes stand as they are.
 *
 * @throws SiisError DATA_INVALID when it is not of that form
 */
export function unpackDukascopyDelta(text: string, faults: Faults): Unpacked {
  const file = parse(text, faults);
  const numbers = (key: string): readonly number[] => column(file, key, faults);
  const single = (key: string): number => {
    const value = file[key];
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw faults.whole(`${key}: expected a number, came ${JSON.stringify(value)}`);
    return value;
  };
  const grid = new Grid(single('multiplier'));
  const price = (first: string, deltas: string): string[] => {
    const count = grid.fromNumber(single(first));
    if (grid.toNumber(count) !== single(first))
      throw faults.whole(`${first}: expected a multiple of ${grid.step}, came ${single(first)}`);
    return added(count, numbers(deltas)).map((each) => grid.toText(each));
  };
  const times = numbers('times');
  const isTicks = file['asks'] !== undefined;
  const time = isTicks
    ? added(single('timestamp'), times)
    : added(0, times).map((count) => single('timestamp') + count * single('shift'));
  const columns = isTicks
    ? [price('bid', 'bids'), price('ask', 'asks')]
    : [
        ...(['open', 'high', 'low', 'close'] as const).map((each) => price(each, `${each}s`)),
        numbers('volumes').map(String),
      ];
  const short = columns.findIndex((each) => each.length !== time.length);
  if (short >= 0) throw faults.whole(`expected ${time.length} values in every list, came ${columns[short]!.length}`);
  const lines = time.map((each, k) => [each, ...columns.map((values) => values[k])].join(','));
  return { layout: isTicks ? ticks : bars(single('shift')), text: lines.join('\n') };
}

const clock = { kind: 'epoch', unit: 'ms' } as const;

const ticks = makeLayout({
  format: 'dukascopy',
  rows: 'quotes',
  columns: columnsOf(['time', 'bid', 'ask']),
  width: 3,
  clock,
});

function bars(shift: number): Layout {
  const columns = columnsOf(['time', 'open', 'high', 'low', 'close', 'volume']);
  return makeLayout({
    format: 'dukascopy',
    rows: 'bars',
    columns,
    width: 6,
    clock,
    timeframe: timeframeOfSpacing(shift),
  });
}

function parse(text: string, faults: Faults): Record<string, unknown> {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file === 'object' && file !== null) return { ...file };
  } catch (error) {
    throw faults.whole('the JSON is damaged or truncated', error);
  }
  throw faults.whole('expected a JSON object');
}

function column(file: Record<string, unknown>, key: string, faults: Faults): readonly number[] {
  const values = file[key];
  if (!Array.isArray(values)) throw faults.whole(`${key}: expected a list of numbers, came ${typeof values}`);
  const numbers = values.map((each: unknown) => (typeof each === 'number' ? each : NaN));
  const wrong = numbers.findIndex(Number.isNaN);
  if (wrong >= 0) throw faults.row(wrong + 1, `${key}: expected a number, came ${JSON.stringify(values[wrong])}`);
  return numbers;
}

function added(start: number, deltas: readonly number[]): number[] {
  let sum = start;
  return deltas.map((delta) => (sum += delta));
}
