import { type ChartLevel, type ChartModel, type EquityModel, regionAt } from '../view/chart.ts';
import { formatNumber, formatSigned, shortName } from '../view/format.ts';
import type { BarFacts } from '../view/snapshot.ts';
import type { Cells, Rect } from './cells.ts';
import type { Style } from './style.ts';
import type { Theme } from './theme.ts';

/** Where prices lie in the rows of a chart. */
class Scale {
  readonly #low: number;
  readonly #span: number;
  readonly #rows: number;

  constructor(low: number, high: number, rows: number) {
    const margin = (high - low) * 0.04 || Math.abs(high) * 0.001 || 1;
    this.#low = low - margin;
    this.#span = high - low + 2 * margin;
    this.#rows = rows;
  }

  /** Row of a price, from the top, with its fraction. */
  at(price: number): number {
    return (1 - (price - this.#low) / this.#span) * this.#rows;
  }

  /** Price in the middle of a row. */
  price(row: number): number {
    return this.#low + (1 - (row + 0.5) / this.#rows) * this.#span;
  }
}

const axisWidth = 12;
const volumeRows = 3;
const levelLooks = {
  stop: { char: '╌', tone: 'loss' },
  target: { char: '╌', tone: 'gain' },
  entry: { char: '┄', tone: 'strong' },
  order: { char: '┄', tone: 'warn' },
  last: { char: '·', tone: 'dim' },
  alert: { char: '┈', tone: 'warn' },
} as const;
const lineRoles = ['line1', 'line2', 'line3'] as const;

/** Bars that fit into a part of the screen. */
export function barsThatFit({ width }: Rect): number {
  return Math.max(1, width - axisWidth - 1);
}

/** Draws candles with indicators, trades and stops. */
export function drawChart(cells: Cells, rect: Rect, model: ChartModel, theme: Theme): void {
  const hasVolume = rect.height >= 14;
  const rows = rect.height - 2 - (hasVolume ? volumeRows : 0);
  if (rows < 3 || rect.width < axisWidth + 10) return;
  const plot = { x: rect.x, y: rect.y + 1, width: rect.width - axisWidth, height: rows };
  drawLegend(cells, rect, model, theme);
  const scale = scaleOf(model, rows);
  // Few bars stand apart, so that they take the room there is.
  const step = Math.max(1, Math.min(3, Math.floor((plot.width - 1) / model.bars.length)));
  const left = plot.x + Math.max(0, plot.width - 1 - model.bars.length * step);
  for (const level of model.levels) drawLevel(cells, plot, { level, scale, model, left, step }, theme);
  model.lines.slice(0, 3).forEach(({ values }, k) => {
    const style = theme.styles[lineRoles[k]!];
    values.forEach((value, at) => {
      const row = Math.floor(scale.at(value));
      if (row >= 0 && row < rows) cells.set(left + at * step, plot.y + row, '•', style);
    });
  });
  model.bars.forEach((bar, at) => drawCandle(cells, { x: left + at * step, y: plot.y, rows }, { bar, scale }, theme));
  drawMarks(cells, { x: left, y: plot.y, rows, step }, { model, scale }, theme);
  drawRegions(cells, { x: left, y: plot.y, rows, step }, { model, scale }, theme);
  drawAxis(cells, { ...plot, x: plot.x + plot.width }, { model, scale }, theme);
  if (hasVolume) drawVolume(cells, { x: left, y: plot.y + rows, step }, model.bars, theme);
  drawTimes(cells, { x: left, y: rect.y + rect.height - 1, step }, model.bars, theme);
}

function scaleOf({ bars, last, levels }: ChartModel, rows: number): Scale {
  let low = Math.min(...bars.map((bar) => bar.low), last);
  let high = Math.max(...bars.map((bar) => bar.high), last);
  const span = high - low;
  // A stop or target that is not far away is worth its room.
  for (const { kind, price } of levels) {
    if (kind === 'last' || price < low - span * 0.6 || price > high + span * 0.6) continue;
    low = Math.min(low, price);
    high = Math.max(high, price);
  }
  return new Scale(low, high, rows);
}

function drawLegend(cells: Cells, rect: Rect, model: ChartModel, { styles }: Theme): void {
  const { decimals } = model;
  const bar = model.bars.at(-1)!;
  const first = model.bars[0]!;
  const change = bar.close / first.open - 1;
  let x = cells.put(rect.x + 1, rect.y, `${shortName(model.instrument)} ${model.timeframe}`, { style: styles.title });
  const say = (text: string, style: Style): void => {
    if (x + text.length + 2 < rect.x + rect.width) x = cells.put(x + 2, rect.y, text, { style });
  };
  say(formatNumber(model.last, decimals), styles.strong);
  say(`${formatSigned(change * 100, 2)}%`, change < 0 ? styles.loss : styles.gain);
  const price = (value: number): string => formatNumber(value, decimals);
  say(`O ${price(bar.open)} H ${price(bar.high)} L ${price(bar.low)} C ${price(bar.close)}`, styles.dim);
  model.lines.slice(0, 3).forEach(({ label, values }, k) => {
    say(`${label} ${price(values.at(-1) ?? NaN)}`, styles[lineRoles[k]!]);
  });
  for (const [label, value] of model.figures) say(`${label} ${formatNumber(value, 2)}`, styles.dim);
}

function drawLevel(
  cells: Cells,
  plot: Rect,
  at: {
    readonly level: ChartLevel;
    readonly scale: Scale;
    readonly model: ChartModel;
    readonly left: number;
    readonly step: number;
  },
  { styles }: Theme,
): void {
  const { level, scale, model, left, step } = at;
  const row = Math.floor(scale.at(level.price));
  if (row < 0 || row >= plot.height) return;
  const { char, tone } = levelLooks[level.kind];
  const since = level.from === undefined ? -1 : model.bars.findLastIndex(({ time }) => time <= level.from!);
  for (let x = since < 0 ? plot.x : left + since * step; x < plot.x + plot.width; x++)
    cells.set(x, plot.y + row, char, styles[tone]);
}

/** Characters by what the upper and the lower half of a cell hold: nothing, a wick, a body. */
const candleChars = [
  [' ', '╷', '╻'],
  ['╵', '│', '╽'],
  ['╹', '╿', '┃'],
] as const;

function drawCandle(
  cells: Cells,
  at: { readonly x: number; readonly y: number; readonly rows: number },
  { bar, scale }: { readonly bar: BarFacts; readonly scale: Scale },
  { styles }: Theme,
): void {
  const style = bar.close >= bar.open ? styles.gain : styles.loss;
  const half = (price: number): number => Math.round(scale.at(price) * 2);
  const [high, low] = [half(bar.high), Math.max(half(bar.low), half(bar.high) + 1)];
  const top = half(Math.max(bar.open, bar.close));
  const bottom = Math.max(half(Math.min(bar.open, bar.close)), top + 1);
  const holds = (step: number): 0 | 1 | 2 => {
    if (step >= top && step < bottom) return 2;
    return step >= high && step < low ? 1 : 0;
  };
  for (let row = Math.max(0, Math.floor(high / 2)); row <= Math.min(at.rows - 1, Math.floor(low / 2)); row++) {
    const char = candleChars[holds(row * 2)][holds(row * 2 + 1)];
    if (char !== ' ') cells.set(at.x, at.y + row, char, style);
  }
}

function drawMarks(
  cells: Cells,
  at: { readonly x: number; readonly y: number; readonly rows: number; readonly step: number },
  { model, scale }: { readonly model: ChartModel; readonly scale: Scale },
  { styles }: Theme,
): void {
  for (const { kind, time, price, profit } of model.marks) {
    const index = model.bars.findLastIndex((bar) => bar.time <= time);
    const row = Math.floor(scale.at(price));
    if (index < 0 || row < 0 || row >= at.rows) continue;
    if (kind === 'exit') cells.set(at.x + index * at.step, at.y + row, '✕', profit < 0 ? styles.loss : styles.gain);
    else cells.set(at.x + index * at.step, at.y + row, kind === 'buy' ? '▲' : '▼', styles.strong);
  }
}

/** Shades what lies in a region, behind all that is drawn already. */
function drawRegions(
  cells: Cells,
  at: { readonly x: number; readonly y: number; readonly rows: number; readonly step: number },
  { model, scale }: { readonly model: ChartModel; readonly scale: Scale },
  { styles }: Theme,
): void {
  for (const region of model.regions) {
    model.bars.forEach(({ time }, k) => {
      const edges = regionAt(region, time);
      if (edges === undefined) return;
      const top = Math.max(0, Math.floor(scale.at(edges.high)));
      const bottom = Math.min(at.rows - 1, Math.floor(scale.at(edges.low)));
      for (let row = top; row <= bottom; row++)
        for (let x = at.x + k * at.step; x < at.x + (k + 1) * at.step; x++) cells.tint(x, at.y + row, styles.region);
      if (k === 0 && bottom >= top) cells.put(at.x, at.y + top, region.id, { style: styles.region });
    });
  }
}

function drawAxis(cells: Cells, plot: Rect, { model, scale }: { model: ChartModel; scale: Scale }, theme: Theme): void {
  const { styles } = theme;
  const { x, y, height } = plot;
  const step = height > 20 ? 4 : 3;
  for (let row = 0; row < height; row++) {
    cells.set(x, y + row, row % step === 0 ? '┤' : '│', styles.border);
    if (row % step === 0)
      cells.put(x + 1, y + row, formatNumber(scale.price(row), model.decimals), {
        style: styles.dim,
        width: axisWidth - 1,
      });
  }
  for (const { kind, price } of model.levels) {
    const row = Math.floor(scale.at(price));
    if (row < 0 || row >= height) continue;
    const style = kind === 'last' ? styles.brand : styles[levelLooks[kind].tone];
    const text = formatNumber(price, model.decimals).padEnd(axisWidth - 1);
    cells.put(x + 1, y + row, text, { style, width: axisWidth - 1 });
  }
}

const eighths = ' ▁▂▃▄▅▆▇█';

function drawVolume(
  cells: Cells,
  at: { x: number; y: number; step: number },
  bars: readonly BarFacts[],
  { styles }: Theme,
): void {
  const most = Math.max(...bars.map(({ volume }) => volume));
  if (!(most > 0)) return;
  bars.forEach((bar, k) => {
    const height = Math.round((bar.volume / most) * volumeRows * 8);
    for (let row = 0; row < volumeRows; row++) {
      const filled = Math.max(0, Math.min(8, height - (volumeRows - 1 - row) * 8));
      if (filled > 0) cells.set(at.x + k * at.step, at.y + row, eighths[filled]!, styles.border);
    }
  });
}

function drawTimes(
  cells: Cells,
  at: { x: number; y: number; step: number },
  bars: readonly BarFacts[],
  { styles }: Theme,
): void {
  const isDaily = bars.length > 1 && bars[1]!.time - bars[0]!.time >= 86_400_000;
  for (let k = 0; (k + 1) * at.step + 5 < bars.length * at.step; k += Math.ceil(15 / at.step)) {
    const text = new Date(bars[k]!.time).toISOString();
    cells.put(at.x + k * at.step, at.y, isDaily ? text.slice(5, 10) : text.slice(11, 16), { style: styles.dim });
  }
}

/** Draws a line through values in dots of braille, eight a cell. */
export function drawBraille(
  cells: Cells,
  rect: Rect,
  values: readonly number[],
  look: { style: Style; area?: boolean },
): void {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const [columns, rows] = [rect.width * 2, rect.height * 4];
  const dots = new Uint8Array(rect.width * rect.height);
  let before: number | undefined;
  for (let x = 0; x < columns; x++) {
    const value = between(values, (x * (values.length - 1)) / Math.max(1, columns - 1));
    const y = Math.round((1 - (value - low) / span) * (rows - 1));
    const from = look.area === true ? 0 : Math.min(before ?? y, y);
    const to =
      look.area === true ? rows - 1 - Math.round((1 - (value - low) / span) * (rows - 1)) : Math.max(before ?? y, y);
    for (let dot = from; dot <= to; dot++) {
      const cell = Math.floor(dot / 4) * rect.width + Math.floor(x / 2);
      dots[cell] = dots[cell]! | brailleDots[x % 2]![dot % 4]!;
    }
    before = y;
  }
  dots.forEach((mask, cell) => {
    if (mask === 0) return;
    const [x, y] = [rect.x + (cell % rect.width), rect.y + Math.floor(cell / rect.width)];
    cells.set(x, y, String.fromCodePoint(0x2800 + mask), look.style);
  });
}

/** The value at a place between two. */
function between(values: readonly number[], at: number): number {
  const before = Math.floor(at);
  const first = values[before] ?? NaN;
  const second = values[before + 1] ?? first;
  return first + (second - first) * (at - before);
}

const brailleDots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** Draws the equity curve, and below it how far it fell from its highest. */
export function drawEquity(cells: Cells, rect: Rect, model: EquityModel, { styles }: Theme): void {
  const { points, drawdowns, start, now, currency } = model;
  const change = now / start - 1;
  let x = cells.put(rect.x + 1, rect.y, 'Equity', { style: styles.title });
  x = cells.put(x + 2, rect.y, `${formatNumber(now, 2)} ${currency}`, { style: styles.strong });
  x = cells.put(x + 2, rect.y, `${formatSigned(change * 100, 2)}%`, { style: change < 0 ? styles.loss : styles.gain });
  const deepest = Math.max(0, ...drawdowns);
  cells.put(x + 2, rect.y, `deepest drawdown ${formatNumber(deepest * 100, 2)}%`, { style: styles.dim });
  if (points.length < 2 || rect.height < 6) {
    cells.put(rect.x + 1, rect.y + 2, 'the curve begins with the second minute of market time', { style: styles.dim });
    return;
  }
  const low = Math.max(2, Math.floor((rect.height - 3) / 4));
  const plot = { x: rect.x, y: rect.y + 1, width: rect.width - axisWidth, height: rect.height - 3 - low };
  const values = points.map(([, value]) => value);
  drawBraille(cells, plot, values, { style: change < 0 ? styles.loss : styles.gain });
  const below = { ...plot, y: plot.y + plot.height + 1, height: low };
  cells.put(below.x + 1, below.y - 1, 'Drawdown', { style: styles.label });
  if (deepest > 0) drawBraille(cells, below, drawdowns, { style: styles.faded, area: true });
  const axis = plot.x + plot.width + 1;
  cells.put(axis, plot.y, formatNumber(Math.max(...values), 2), { style: styles.dim });
  cells.put(axis, plot.y + plot.height - 1, formatNumber(Math.min(...values), 2), { style: styles.dim });
  cells.put(axis, below.y + low - 1, `-${formatNumber(deepest * 100, 2)}%`, { style: styles.faded });
  const bottom = rect.y + rect.height - 1;
  cells.put(plot.x + 1, bottom, new Date(points[0]![0]).toISOString().slice(0, 16).replace('T', ' '), {
    style: styles.dim,
  });
  const end = new Date(points.at(-1)![0]).toISOString().slice(0, 16).replace('T', ' ');
  cells.put(plot.x + plot.width - end.length, bottom, end, { style: styles.dim });
}
