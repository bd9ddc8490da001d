import type { Direction } from '../market/record.ts';
import type { MarketFacts, Snapshot } from './snapshot.ts';
import type { Cell, Tone } from './table.ts';
import type { CellContext } from './view.ts';

/** What stands where there is nothing to say. */
export const nothing = '·';
const blank: Cell = { text: nothing, value: NaN, tone: 'dim' };

/** A number with so many decimals and thin groups of thousands; `·` for NaN. */
export function formatNumber(value: number, decimals: number): string {
  if (Number.isNaN(value)) return nothing;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const fixed = Math.abs(value).toFixed(decimals);
  const [whole = '', rest] = fixed.split('.');
  const grouped = whole.length > 4 ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ' ') : whole;
  const isZero = Number(fixed) === 0;
  return `${value < 0 && !isZero ? '-' : ''}${grouped}${rest === undefined ? '' : `.${rest}`}`;
}

/** The same with a sign in front of what is above zero. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(value, decimals);
  return value > 0 && Number(value.toFixed(decimals)) > 0 ? `+${text}` : text;
}

/** Cells of plain text. */
export function textCell(text: string, tone: Tone = 'plain'): Cell {
  return text === '' ? { text: '', tone } : { text, tone };
}

/** A cell of a number. */
export function numberCell(value: number, decimals = 2, tone: Tone = 'plain'): Cell {
  return Number.isNaN(value) ? blank : { text: formatNumber(value, decimals), value, tone };
}

/** A cell of money won or lost. */
export function gainCell(value: number, decimals = 2): Cell {
  if (Number.isNaN(value)) return blank;
  return { text: formatSigned(value, decimals), value, tone: toneOf(value) };
}

/** A cell of a ratio as a percentage. */
export function percentCell(ratio: number, tone: Tone = 'plain', decimals = 2): Cell {
  return Number.isNaN(ratio) ? blank : { text: `${formatNumber(ratio * 100, decimals)}%`, value: ratio, tone };
}

/** A cell of a ratio that is good or bad. */
export function gainPercentCell(ratio: number, decimals = 2): Cell {
  if (Number.isNaN(ratio)) return blank;
  return { text: `${formatSigned(ratio * 100, decimals)}%`, value: ratio, tone: toneOf(ratio) };
}

/** Green above zero, red below. */
export function toneOf(value: number): Tone {
  if (value > 0) return 'gain';
  return value < 0 ? 'loss' : 'dim';
}

/** A profit's tone: what loses but was in profit, and the other way round, looks different. */
export function profitTone(profit: number, best: number, worst: number): Tone {
  if (profit < 0) return best > 0 && best > -profit ? 'faded' : 'loss';
  if (profit > 0) return worst < 0 && -worst > profit ? 'recovered' : 'gain';
  return 'dim';
}

/** Long or short. */
export function directionCell(direction: Direction | 'flat' | ''): Cell {
  if (direction === 'long') return { text: '▲ long', tone: 'gain' };
  if (direction === 'short') return { text: '▼ short', tone: 'loss' };
  return { text: direction === '' ? '' : nothing, tone: 'dim' };
}

/** What is known of a market. */
export function marketOf(snapshot: Snapshot, id: string): MarketFacts | undefined {
  return snapshot.markets.find((market) => market.id === id);
}

/** A price with the decimals of its market. */
export function priceCell(price: number, instrument: string, { snapshot }: CellContext, tone: Tone = 'plain'): Cell {
  return numberCell(price, marketOf(snapshot, instrument)?.priceDecimals ?? 2, tone);
}

/** A quantity with the decimals of its market. */
export function quantityCell(quantity: number, instrument: string, { snapshot }: CellContext): Cell {
  return numberCell(quantity, marketOf(snapshot, instrument)?.quantityDecimals ?? 4);
}

/** A profit in money, in percent of its cost, or in ticks of its market, as chosen. */
export function profitCell(
  item: { readonly profit: number; readonly profitPercent: number; readonly instrument: string },
  move: number,
  tone: Tone,
  context: CellContext,
): Cell {
  if (Number.isNaN(item.profit)) return blank;
  if (context.measure === 'percent')
    return { text: `${formatSigned(item.profitPercent, 2)}%`, value: item.profitPercent, tone };
  if (context.measure === 'pip') {
    const pips = move / (marketOf(context.snapshot, item.instrument)?.tickSize ?? 1);
    return Number.isNaN(pips) ? blank : { text: `${formatSigned(pips, 0)}p`, value: pips, tone };
  }
  return { text: formatSigned(item.profit, 2), value: item.profit, tone };
}

/** A moment, as chosen. */
export function timeCell(time: number, { dates, now }: CellContext, tone: Tone = 'dim'): Cell {
  if (Number.isNaN(time)) return blank;
  return { text: formatTime(time, dates, now), value: time, tone };
}

/** A moment as text. @param now for how long ago it was */
export function formatTime(time: number, dates: CellContext['dates'], now: number): string {
  if (dates === 'ago') return `${formatDuration(now - time)} ago`;
  const text = new Date(time).toISOString();
  if (dates === 'time') return text.slice(11, 19);
  return dates === 'date' ? text.slice(5, 16).replace('T', ' ') : text.slice(0, 19).replace('T', ' ');
}

/** A length of time in its two largest units: `2d 4h`, `15m 3s`. */
export function formatDuration(millis: number): string {
  if (Number.isNaN(millis)) return nothing;
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0s';
  const shown = parts.slice(first, first + 2).filter(([count], at) => at === 0 || count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join(' ');
}

/** The name of a market without its venue. */
export function shortName(instrument: string): string {
  return instrument.slice(instrument.indexOf(':') + 1);
}

const blocks = '▁▂▃▄▅▆▇█';

/** A row of blocks from the lowest to the highest of the values. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  if (shown.length === 0) return '';
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low;
  return shown.map((value) => blocks[span === 0 ? 3 : Math.round(((value - low) / span) * 7)]).join('');
}
