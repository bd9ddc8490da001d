import type { RunRecord, TradeRecord } from '../../market/record.ts';
import type { CutRow } from '../../statistic/cut-row.ts';
import type { Statistics } from '../../statistic/tear-sheet.ts';
import {
  date,
  duration,
  type FigureKey,
  figure,
  fixed,
  minute,
  moneyDigits,
  percent,
  ratio,
  second,
  signed,
} from './format.ts';
import { refusalsOf } from './refusals.ts';
import { type Cell, type Head, type HtmlRow, card, escapeHtml, htmlTable, toneClass } from './html-table.ts';

/** Most rows of a table; the rest is in the JSON result. */
const rowLimit = 20_000;

/** The few numbers on top. */
export function tiles(statistics: Statistics): string {
  const list: readonly (readonly [string, FigureKey, (value: number) => string])[] = [
    ['Return', 'returnPercent', percent],
    ['CAGR', 'cagrPercent', percent],
    ['Max drawdown', 'maxDrawdownPercent', (value) => `${fixed(value, 2)} %`],
    ['Sharpe', 'sharpe', ratio],
    ['Sortino', 'sortino', ratio],
    ['Profit factor', 'profitFactor', ratio],
    ['Win rate', 'winPercent', (value) => `${fixed(value, 1)} %`],
    ['Trades', 'tradeCount', (value) => fixed(value, 0)],
  ];
  const boxes = list.map(([title, key, write]) => {
    const text = figure(statistics, key, write);
    return `<div class="tile"><span>${title}</span><b class="${toneClass(text)}">${escapeHtml(text)}</b></div>`;
  });
  return `<div class="tiles">${boxes.join('')}</div>`;
}

/** Monthly returns, years down. */
export function monthTable(statistics: Statistics): string {
  const { month, year } = statistics.cuts;
  if (year.length === 0) return '';
  const known = new Map(month.map((row) => [row.key, row.returnPercent]));
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const rows = year.map((row) => ({
    cells: [
      { text: row.key },
      ...names.map((_, k) => {
        const value = known.get(`${row.key}-${String(k + 1).padStart(2, '0')}`);
        return value === undefined ? { text: '', sort: null } : changeCell(value);
      }),
      changeCell(row.returnPercent),
    ],
  }));
  const heads = ['Year', ...names, 'Total'].map((text) => ({ text }));
  return card('Monthly returns', htmlTable(heads, rows), 'percent, unrealised profit included');
}

function changeCell(value: number | null): Cell {
  return value === null ? { text: 'n/a', sort: null } : { text: signed(value, 2), sort: value };
}

/** A card for each way to cut the trades that says more than the total. */
export function cutTables(statistics: Statistics): string {
  const { cuts } = statistics;
  const list: readonly (readonly [string, readonly CutRow[], string?])[] = [
    ['By market', cuts.market],
    ['By exit reason', cuts.exitReason],
    ['By strategy', cuts.strategy],
    ['By side', cuts.side],
    ['By label', cuts.label],
    ['By label and exit reason', cuts.mixed],
    ['By session', cuts.session, 'entry, UTC: asia 00–08, europe 08–13, america 13–21'],
    ['By regime', cuts.regime, 'market against its 20-day mean at the entry'],
    ['By weekday', cuts.weekday, 'entry, UTC'],
    ['By hour', cuts.hour, 'entry, UTC'],
  ];
  const digits = moneyDigits(statistics.startEquity ?? 0);
  const cards = list
    .filter(([title, rows]) => rows.length > (title === 'By market' || title === 'By exit reason' ? 0 : 1))
    .map(([title, rows, remark]) => card(title, cutTable(rows, digits), remark));
  return `<div class="pair">${cards.join('')}</div>`;
}

function cutTable(rows: readonly CutRow[], digits: number): string {
  const heads: readonly Head[] = ['', 'Trades', 'Won, lost', 'Win', 'Profit', 'Factor', 'Average', 'Length'].map(
    (text) => ({ text }),
  );
  return htmlTable(
    heads,
    rows.map((row, k) => ({
      cells: [
        { text: row.key, className: 'name', tone: 'plain', ...(isTimeLike(row.key) ? { sort: k } : {}) },
        { text: fixed(row.trades, 0), sort: row.trades },
        { text: `${row.wins}, ${row.losses}`, sort: row.wins - row.losses, tone: 'plain' },
        optional(row.winPercent, (value) => `${fixed(value, 1)} %`),
        { text: signed(row.profit, digits), sort: row.profit },
        optional(row.profitFactor, ratio, 'no losing trade'),
        optional(row.averagePercent, percent),
        optional(row.averageDuration, duration),
      ],
    })),
  );
}

function isTimeLike(key: string): boolean {
  return /^(\d\d|\w+day)$/.test(key);
}

function optional(value: number | null, write: (value: number) => string, reason = 'no trades'): Cell {
  return value === null ? { text: 'n/a', sort: null, title: reason } : { text: write(value), sort: value };
}

/** The deepest drawdowns. */
export function drawdownTable(statistics: Statistics): string {
  if (statistics.drawdowns.length === 0) return '';
  const digits = moneyDigits(statistics.startEquity ?? 0);
  const heads = ['Peak', 'Trough', 'Recovered', 'Depth', 'Amount', 'Length'].map((text) => ({ text }));
  const rows = statistics.drawdowns.map((row) => ({
    cells: [
      { text: date(row.startTime), sort: row.startTime },
      { text: date(row.troughTime), sort: row.troughTime },
      row.endTime === null ? { text: 'open', sort: null } : { text: date(row.endTime), sort: row.endTime },
      { text: `${fixed(row.percent, 2)} %`, sort: row.percent },
      { text: fixed(row.amount, digits), sort: row.amount },
      { text: duration(row.duration), sort: row.duration },
    ],
  }));
  return card('Deepest drawdowns', htmlTable(heads, rows), 'of the daily equity');
}

/** Every finished trade. A click shows it on the chart of its market. */
export function tradeTable(run: RunRecord): string {
  const texts = new Set(['Market', 'Strategy', 'Label', 'Side', 'Exit by']);
  const names = [
    'Id',
    'Market',
    'Strategy',
    'Side',
    'Quantity',
    'Entry',
    'Price',
    'Exit',
    'Price',
    'Exit by',
    'Fees',
    'Profit',
    'Label',
  ];
  const heads = names.map((text) => ({ text, isText: texts.has(text) }));
  const rows = run.trades.slice(0, rowLimit).map((trade) => tradeRow(trade));
  const more = run.trades.length - rows.length;
  const remark =
    more > 0
      ? `the first ${fixed(rowLimit, 0)}; ${fixed(more, 0)} more are in the JSON result`
      : `${fixed(rows.length, 0)} finished`;
  return rows.length === 0
    ? card('Trades', '<p class="missing">no finished trades</p>')
    : card('Trades', htmlTable(heads, rows), remark);
}

function tradeRow(trade: TradeRecord): HtmlRow {
  const profit = Number(trade.profit) > 0 ? `+${trade.profit}` : trade.profit;
  return {
    cells: [
      name(trade.id),
      name(trade.instrument),
      name(trade.strategy),
      name(trade.side === 'buy' ? 'long' : 'short'),
      number(trade.quantity),
      { text: second(trade.entryTime), sort: trade.entryTime },
      number(trade.entryPrice),
      { text: second(trade.exitTime), sort: trade.exitTime },
      number(trade.exitPrice),
      name(trade.exitReason),
      number(trade.fees),
      { text: profit, sort: Number(trade.profit) },
      name(trade.label ?? ''),
    ],
    attributes: {
      market: trade.instrument,
      entry: String(Math.floor(trade.entryTime / 1000)),
      exit: String(Math.floor(trade.exitTime / 1000)),
    },
  };
}

function name(text: string): Cell {
  return { text, tone: 'plain' };
}

function number(text: string): Cell {
  return { text, sort: Number(text), tone: 'plain' };
}

/** Stretches of the asked range without data. */
export function gapTable({ gaps = [], closings = [] }: RunRecord): string {
  if (gaps.length === 0 && closings.length === 0) return '';
  const rows = gaps.slice(0, rowLimit).map(({ instrument, from, to }) => ({
    cells: [
      name(instrument),
      { text: minute(from), sort: from },
      { text: minute(to), sort: to },
      { text: duration(to - from), sort: to - from },
    ],
  }));
  const heads = [{ text: 'Market', isText: true }, { text: 'From' }, { text: 'To' }, { text: 'Length' }];
  const more = gaps.length - rows.length;
  const remark = more > 0 ? `the first ${fixed(rowLimit, 0)}; ${fixed(more, 0)} more are in the JSON result` : '';
  const closed = closings.map(
    ({ instrument, count, time }) => `${instrument} was closed ${fixed(count, 0)} times, ${duration(time)} together`,
  );
  const remarks = [remark, ...closed].filter((each) => each !== '').join('; ');
  return card('Missing data', rows.length === 0 ? '' : htmlTable(heads, rows), remarks);
}

/** Refused signals and orders by reason. */
export function denialTable(statistics: Statistics): string {
  const refusals = refusalsOf(statistics);
  if (refusals === undefined) return '';
  const rows = refusals.rows.map(([reason, count]) => ({
    cells: [
      { text: reason, className: 'name', tone: 'plain' as const },
      { text: fixed(count, 0), sort: count },
    ],
  }));
  const heads = refusals.heads.map((text) => ({ text }));
  return card(refusals.title, htmlTable(heads, rows));
}

const amounts = new Set<string>(
  'startEquity finalEquity peakEquity lowestEquity netProfit realisedProfit openProfit maxDrawdown grossProfit grossLoss longProfit shortProfit expectancy averageWin averageLoss medianTrade bestTrade worstTrade maeAverage maeLargest mfeAverage mfeLargest fees funding slippage turnover feePerTrade'.split(
    ' ',
  ),
);

/** Every statistic with its name in the JSON result, or the reason why it has no value. */
export function statisticTable(statistics: Statistics): string {
  const digits = moneyDigits(statistics.startEquity ?? 0);
  const entries = Object.entries(statistics).filter(([, value]) => typeof value === 'number' || value === null);
  const rows = entries.map(([key, value]) => ({
    cells: [
      { text: worded(key), tone: 'plain' as const },
      typeof value === 'number'
        ? { text: written(key, value, digits), sort: value, tone: 'plain' as const }
        : { text: `n/a (${statistics.reasons[key] ?? 'unknown'})`, sort: null },
      { text: key, className: 'key', tone: 'plain' as const },
    ],
  }));
  const heads = [{ text: 'Statistic' }, { text: 'Value' }, { text: 'Key', isText: true }];
  return card('All statistics', htmlTable(heads, rows), statistics.conventions);
}

/** `maxDrawdownPercent` as `Max drawdown percent`. */
function worded(key: string): string {
  const words = key.replace(/([A-Z]+|\d+)/g, ' $1').toLowerCase();
  const named = words.replace(/\b(cagr|sqn|mae|mfe|r|p)\b/g, (short) => short.toUpperCase());
  return named.charAt(0).toUpperCase() + named.slice(1);
}

function written(key: string, value: number, digits: number): string {
  if (key.endsWith('Percent')) return `${fixed(value, 3)} %`;
  if (key.endsWith('Time')) return minute(value);
  if (key.includes('Duration')) return duration(value);
  if (amounts.has(key)) return fixed(value, digits);
  if (Number.isInteger(value)) return fixed(value, 0);
  return Math.abs(value) < 0.001 || Math.abs(value) >= 1e9 ? value.toExponential(3) : fixed(value, 4);
}
