import { resolve } from 'node:path';
import { formatTime, type TimeRange } from '../../config/time.ts';
import { type IndicatorDefinition, type AnyIndicator } from '../../indicator/definition.ts';
import { indicatorDefinition, indicators, readOutputs } from '../../indicator/index.ts';
import type { Ohlcv } from '../../market/bar.ts';
import { priceNamed, priceOf } from '../price-of.ts';
import { SiisError } from '../../util/errors.ts';
import type { BarColumns } from '../bar-file.ts';
import type { Call } from '../call.ts';
import { readTimeRange } from '../time-range.ts';

type Output = number | Record<string, number> | null;

/** `siis indicator NAME` */
export async function runIndicatorVerb(call: Call): Promise<number> {
  const [name] = call.args;
  if (name === undefined) {
    listIndicators(call);
    return 0;
  }
  const definition = indicatorDefinition(name);
  const params = readParams(call);
  const indicator = makeCompute(definition, params, call.text('of'));
  const bars = await readBars(call);
  const values = bars.time.map((time, at) => ({ time, value: indicator(barAt(bars, at)) }));
  if (call.out.json) call.out.printJson(values);
  else call.out.print(toTable(values, definition.outputs));
  return 0;
}

function readParams(call: Call): Record<string, string> {
  const pairs = call.list('set').map((text) => {
    const match = /^([\w-]+)=(.+)$/s.exec(text);
    if (match !== null) return [match[1]!, match[2]!] as const;
    throw new SiisError('USAGE', `--set: expected name=value, such as length=14, came '${text}'`);
  });
  return Object.fromEntries(pairs);
}

function makeCompute(
  definition: IndicatorDefinition,
  params: Record<string, string>,
  of: string | undefined,
): (bar: Ohlcv) => Output {
  if (definition.input === 'bar') return follow(definition.create(params), (bar) => bar);
  const price = priceNamed(of);
  return follow(definition.create(params), (bar) => priceOf(bar, price));
}

function follow<Input>(indicator: AnyIndicator<Input>, inputOf: (bar: Ohlcv) => Input): (bar: Ohlcv) => Output {
  return (bar) => {
    indicator.next(inputOf(bar));
    return readOutputs(indicator) ?? null;
  };
}

/** Importer and store cost more to load than the rest: only where there are bars to read. */
async function readBars(call: Call): Promise<BarColumns> {
  const file = call.text('bars');
  const instrument = call.text('instrument');
  if (file !== undefined && instrument !== undefined)
    throw new SiisError(
      'USAGE',
      `expected bars of a file or stored ones, came --bars ${file} and --instrument ${instrument}`,
    );
  if (file !== undefined) return readFile(call, file);
  if (instrument !== undefined) return (await import('../stored-bars.ts')).readStoredBars(call, instrument);
  throw new SiisError('USAGE', 'expected bars: --bars FILE, or --instrument NAME --timeframe 1h for stored ones');
}

async function readFile(call: Call, file: string): Promise<BarColumns> {
  const range = readTimeRange(call);
  const { readBarFile } = await import('../bar-file.ts');
  const bars = await readBarFile(resolve(file), {
    columns: call.text('columns'),
    format: call.text('format'),
    timeframe: call.text('timeframe'),
  });
  const found = barsIn(bars, range);
  if (found.time.length > 0) return found;
  const [first, last] = [bars.time[0]!, bars.time.at(-1)!].map(formatTime);
  throw new SiisError('DATA_MISSING', `no bars in the time asked for: the file holds ${first} … ${last}`, { file });
}

function barsIn(bars: BarColumns, { from = -Infinity, to = Infinity }: TimeRange): BarColumns {
  const isIn = (_value: number, at: number): boolean => bars.time[at]! >= from && bars.time[at]! < to;
  const { time, open, high, low, close, volume } = bars;
  return {
    time: time.filter(isIn),
    open: open.filter(isIn),
    high: high.filter(isIn),
    low: low.filter(isIn),
    close: close.filter(isIn),
    volume: volume.filter(isIn),
  };
}

function barAt(bars: BarColumns, at: number): Ohlcv {
  return {
    time: bars.time[at]!,
    open: bars.open[at]!,
    high: bars.high[at]!,
    low: bars.low[at]!,
    close: bars.close[at]!,
    volume: bars.volume[at]!,
  };
}

function toTable(
  values: readonly { readonly time: number; readonly value: Output }[],
  outputs: readonly string[],
): string {
  const rows = values.map(({ time, value }) => {
    const numbers = outputs.map((output) =>
      value === null ? undefined : typeof value === 'number' ? value : value[output],
    );
    return [formatTime(time), ...numbers.map(cell)];
  });
  const head = ['time', ...outputs];
  const widths = head.map((title, at) => rows.reduce((width, row) => Math.max(width, row[at]!.length), title.length));
  return [head, ...rows]
    .map((row) => row.map((text, at) => (at === 0 ? text.padEnd(widths[at]!) : text.padStart(widths[at]!))).join('  '))
    .join('\n');
}

function cell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : String(Number(value.toPrecision(10)));
}

function listIndicators({ out }: Call): void {
  const all = Object.entries<IndicatorDefinition>(indicators);
  if (out.json) {
    out.printJson(
      all.map(([name, { title, group, input, outputs, params, formula, source }]) => ({
        name,
        title,
        group,
        input,
        outputs,
        params,
        formula,
        source,
      })),
    );
    return;
  }
  const width = Math.max(...all.map(([name]) => name.length));
  out.print(
    all.map(([name, { title, params }]) => `${name.padEnd(width)}  ${title}: ${describeParams(params)}`).join('\n'),
  );
}

function describeParams(params: IndicatorDefinition['params']): string {
  const parts = Object.entries(params).map(([name, param]) => `${name}=${param.default}`);
  return parts.join(' ') || 'no parameters';
}
