import type { GapRecord, RunRecord } from '../../market/record.ts';
import type { CutRow } from '../../statistic/cut-row.ts';
import type { Statistics } from '../../statistic/tear-sheet.ts';
import {
  date,
  duration,
  figure,
  type FigureKey,
  fixed,
  minute,
  moneyDigits,
  percent,
  plain,
  probability,
  ratio,
  signed,
} from './format.ts';
import { refusalsOf } from './refusals.ts';
import { type Pair, type Paint, flow, heading, pairs, painter, table, wrap } from './text-layout.ts';

/** How the report looks. */
export interface TextOptions {
  /** ANSI colours; none when absent. */
  readonly color?: boolean;
}

/** The report of a run for a terminal of 80 columns: conventions first, then what a trader looks at. */
export function textReport(run: RunRecord, statistics: Statistics, options: TextOptions = {}): string {
  const page = new Page(run, statistics, painter(options.color ?? false));
  const sections = [
    page.title(),
    page.missing(),
    page.equity(),
    page.risk(),
    page.drawdowns(),
    page.trades(),
    page.durations(),
    ...page.cuts(),
    page.months(),
    page.costs(),
    page.denials(),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The sections. Each is a list of lines, empty when it has nothing to say. */
class Page {
  readonly #run: RunRecord;
  readonly #statistics: Statistics;
  readonly #paint: Paint;
  readonly #digits: number;

  constructor(run: RunRecord, statistics: Statistics, paint: Paint) {
    this.#run = run;
    this.#statistics = statistics;
    this.#paint = paint;
    this.#digits = moneyDigits(statistics.startEquity ?? run.startEquity);
  }

  title(): string[] {
    const run = this.#run;
    const { ticks, bars, seconds, ticksPerSecond } = run.speed;
    const amount = [ticks > 0 ? `${fixed(ticks, 0)} ticks` : '', bars > 0 ? `${fixed(bars, 0)} bars` : ''];
    const rate = ticksPerSecond > 0 ? `, ${ratio(ticksPerSecond / 1e6)} M ${ticks > 0 ? 'ticks' : 'bars'}/s` : '';
    const paths = Object.entries(run.paths).map(([instrument, path]) => [instrument, path]);
    const data = amount.filter((text) => text !== '').join(' and ');
    const name = flow([`${plain(run.profile)}, siis ${plain(run.version)}`]);
    return [
      `conventions: ${this.#statistics.conventions}`,
      '',
      ...name.map((line) => this.#paint(line, 'bold')),
      ...flow([`run ${plain(run.id)}`, `hash ${plain(run.hash)}`, `seed ${plain(run.seed)}`]),
      ...flow([
        `${minute(run.startTime)} to ${minute(run.endTime)} UTC`,
        `${ratio(this.#statistics.days)} days`,
        `in ${plain(run.currency)}`,
      ]),
      data === '' ? 'no data' : `${data} in ${ratio(seconds)} s${rate}`,
      ...(run.interrupted ? [this.#paint('INTERRUPTED: stopped before the end of the data', 'bad')] : []),
      ...run.warnings.flatMap((warning) => wrap(`warning: ${plain(warning)}`)).map((line) => this.#paint(line, 'bad')),
      '',
      ...table([{ head: 'Instrument' }, { head: 'Path', side: 'left' }], paths, this.#paint),
    ];
  }

  /** What the data lack, the longest first, and how often a market was closed. */
  missing(): string[] {
    const gaps = (this.#run.gaps ?? []).toSorted((a, b) => b.to - b.from - (a.to - a.from));
    const rows = gaps.map(({ instrument, from, to }) => [instrument, minute(from), minute(to), duration(to - from)]);
    const list = this.#table('MISSING DATA, LONGEST FIRST', ['Instrument', 'From', 'To', 'Length'], rows);
    const summary = this.#missingByMarket(gaps);
    return rows.length === 0 ? summary : [...summary, '', ...list];
  }

  #missingByMarket(gaps: readonly GapRecord[]): string[] {
    const { closings = [] } = this.#run;
    const markets = new Set([...gaps, ...closings].map(({ instrument }) => instrument));
    const sums = Array.from(markets, (market) => {
      const own = gaps.filter(({ instrument }) => instrument === market);
      const total = own.reduce((sum, { from, to }) => sum + (to - from), 0);
      const closed = closings.find(({ instrument }) => instrument === market);
      const beside = closings.length === 0 ? [] : [fixed(closed?.count ?? 0, 0), lengthOf(closed?.time ?? 0)];
      return [market, fixed(own.length, 0), lengthOf(total), ...beside];
    });
    const heads = ['Instrument', 'Times', 'Together', ...(closings.length === 0 ? [] : ['Market closed', 'Together'])];
    return sums.length === 0 ? [] : this.#table('MISSING DATA, BY MARKET', heads, sums);
  }

  equity(): string[] {
    const { winningDays, flatDays, losingDays } = this.#statistics;
    return this.#pairs('EQUITY', [
      ['Start', this.#money('startEquity')],
      ['Return', this.#percent('returnPercent')],
      ['Final', this.#money('finalEquity')],
      ['CAGR', this.#percent('cagrPercent')],
      ['Net profit', this.#gain('netProfit')],
      ['Buy and hold, equal weight', this.#percent('equalWeightPercent')],
      ['Realised', this.#gain('realisedProfit')],
      ['Return above it', this.#percent('excessReturnPercent')],
      ['Open', this.#gain('openProfit')],
      ['Days up, flat, down', `${winningDays}, ${flatDays}, ${losingDays}`],
      ['Peak', this.#money('peakEquity')],
      ['Best day', this.#percent('bestDayPercent')],
      ['Lowest', this.#money('lowestEquity')],
      ['Worst day', this.#percent('worstDayPercent')],
    ]);
  }

  risk(): string[] {
    return this.#pairs('RISK', [
      ['Sharpe', this.#ratio('sharpe')],
      ['Volatility', this.#size('volatilityPercent')],
      ['Sharpe, 95 %', this.#range('sharpeLow95', 'sharpeHigh95')],
      ['Downside risk', this.#size('downsideRiskPercent')],
      ['Sortino', this.#ratio('sortino')],
      ['Max drawdown', this.#size('maxDrawdownPercent')],
      ['Calmar', this.#ratio('calmar')],
      ['Intraday drawdown', this.#size('maxDrawdownIntradayPercent')],
      ['Omega', this.#ratio('omega')],
      ['Average drawdown', this.#size('averageDrawdownPercent')],
      ['Recovery factor', this.#ratio('recoveryFactor')],
      ['Time under water', this.#size('timeUnderWaterPercent')],
      ['Ulcer ratio', this.#ratio('ulcerPerformance')],
      ['Ulcer index', this.#size('ulcerIndexPercent')],
      ['Prob. Sharpe (PSR)', this.#probability('probabilisticSharpe')],
      ['VaR, 95 %', this.#percent('valueAtRisk95Percent')],
      ['Deflated (DSR)', this.#probability('deflatedSharpe')],
      ['CVaR, 95 %', this.#percent('conditionalValueAtRisk95Percent')],
      ['p of mean day', this.#probability('meanReturnPValue')],
      ['Skew', this.#ratio('skew')],
      ['Stability (R²)', this.#ratio('stability')],
      ['Excess kurtosis', this.#ratio('kurtosis')],
      ['Alpha', this.#percent('alphaPercent')],
      ['Tail ratio', this.#ratio('tailRatio')],
      ['Beta', this.#ratio('beta')],
      ['Info ratio', this.#ratio('informationRatio')],
    ]);
  }

  drawdowns(): string[] {
    const rows = this.#statistics.drawdowns.map((row) => [
      date(row.startTime),
      date(row.troughTime),
      row.endTime === null ? 'open' : date(row.endTime),
      `${fixed(row.percent, 2)} %`,
      fixed(row.amount, this.#digits),
      duration(row.duration),
    ]);
    const heads = ['Peak', 'Trough', 'Recovered', 'Depth', 'Amount', 'Length'];
    return this.#table('DEEPEST DRAWDOWNS', heads, rows);
  }

  trades(): string[] {
    const { tradeCount, longTrades, shortTrades, wins, draws, losses, openTrades } = this.#statistics;
    const { maxWinStreak, maxLossStreak } = this.#statistics;
    if (tradeCount === 0) return [heading('TRADES', this.#paint), `no finished trades, ${openTrades} open`];
    return this.#pairs('TRADES', [
      ['Trades, still open', `${tradeCount}, ${openTrades}`],
      ['Long, short', `${longTrades}, ${shortTrades}`],
      ['Won, drawn, lost', `${wins}, ${draws}, ${losses}`],
      ['Win rate', this.#size('winPercent')],
      ['Expectancy', this.#gain('expectancy')],
      ['Profit factor', this.#ratio('profitFactor')],
      ['of the value', this.#percent('expectancyPercent')],
      ['Payoff ratio', this.#ratio('payoffRatio')],
      ['of the risk (R)', figure(this.#statistics, 'expectancyR', (value) => signed(value, 2))],
      ['Kelly', this.#ratio('kelly')],
      ['Average win', this.#gain('averageWin')],
      ['Average loss', this.#gain('averageLoss')],
      ['Best trade', this.#gain('bestTrade')],
      ['Worst trade', this.#gain('worstTrade')],
      ['of the value', this.#percent('bestTradePercent')],
      ['of the value', this.#percent('worstTradePercent')],
      ['Median trade', this.#gain('medianTrade')],
      ['Longest streaks', `${maxWinStreak} won, ${maxLossStreak} lost`],
      ['SQN', this.#ratio('sqn')],
      ['SQN100', this.#ratio('sqn100')],
      ['Average MFE', this.#money('mfeAverage')],
      ['Average MAE', this.#money('maeAverage')],
      ['p of mean trade', this.#probability('tradePValue')],
      ['Trades a day', this.#ratio('tradesPerDay')],
    ]);
  }

  durations(): string[] {
    const outcomes = { All: 'trade', Won: 'win', Drawn: 'draw', Lost: 'loss' } as const;
    const rows = Object.entries(outcomes).flatMap(([name, outcome]) => {
      if (this.#statistics[`${outcome}DurationMin`] === null) return [];
      const parts = ['Min', 'Average', 'Median', 'Max'] as const;
      return [[name, ...parts.map((part) => figure(this.#statistics, `${outcome}Duration${part}`, duration))]];
    });
    return this.#table('TIME IN THE MARKET', ['Trades', 'Shortest', 'Average', 'Median', 'Longest'], rows);
  }

  cuts(): string[][] {
    const { cuts } = this.#statistics;
    return [
      this.#cut('BY MARKET', cuts.market),
      this.#cut('BY EXIT REASON', cuts.exitReason),
      // One row would only repeat the totals.
      ...(cuts.strategy.length > 1 ? [this.#cut('BY STRATEGY', cuts.strategy)] : []),
      ...(cuts.side.length > 1 ? [this.#cut('BY SIDE', cuts.side)] : []),
      ...(cuts.label.length > 1 ? [this.#cut('BY LABEL', cuts.label)] : []),
    ];
  }

  /** Months across, years down, whole percents from 10 on so that a year fits the line. */
  months(): string[] {
    const { month, year } = this.#statistics.cuts;
    const known = new Map(month.map((row) => [row.key, row.returnPercent]));
    const rows = year.map((row) => [
      row.key,
      ...Array.from({ length: 12 }, (_, k) => known.get(`${row.key}-${String(k + 1).padStart(2, '0')}`)).map(monthly),
      row.returnPercent === null ? 'n/a' : signed(row.returnPercent, 1),
    ]);
    const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
    return this.#table('MONTHLY RETURNS, PERCENT', ['Year', ...names, 'Year'], rows);
  }

  costs(): string[] {
    return this.#pairs('COSTS AND EXPOSURE', [
      ['Fees', this.#money('fees')],
      ['of the starting equity', this.#size('feeDragPercent')],
      ['Slippage', this.#money('slippage')],
      ['of the starting equity', this.#size('slippageDragPercent')],
      ['Funding', this.#money('funding')],
      ['of the starting equity', this.#size('fundingDragPercent')],
      ['Turnover', this.#money('turnover')],
      ['in average equities', this.#ratio('turnoverRatio')],
      ['Time in the market', this.#size('exposureTimePercent')],
      ['Capital in use', this.#size('exposureCapitalPercent')],
    ]);
  }

  denials(): string[] {
    const { orderCount, ordersFilled, ordersPartlyFilled, ordersCanceled } = this.#statistics;
    const { ordersRejected, ordersExpired, ordersDenied } = this.#statistics;
    const refusals = refusalsOf(this.#statistics);
    const orders = this.#pairs('ORDERS', [
      ['Orders', `${orderCount}`],
      ['Filled, in part', `${ordersFilled}, ${ordersPartlyFilled}`],
      ['Canceled, expired', `${ordersCanceled}, ${ordersExpired}`],
      ['Rejected, denied', `${ordersRejected}, ${ordersDenied}`],
    ]);
    if (refusals === undefined) return orders;
    const reasons = refusals.rows.map(([reason, count]) => [reason, fixed(count, 0)]);
    return [...orders, '', ...this.#table(refusals.title.toUpperCase(), refusals.heads, reasons)];
  }

  #cut(title: string, rows: readonly CutRow[]): string[] {
    const heads = ['', 'Trades', 'Won', 'Lost', 'Win', 'Profit', 'Factor', 'Average', 'Length'];
    const ranked = rows.toSorted((left, right) => right.profit - left.profit);
    const cells = ranked.map((row) => [
      row.key,
      fixed(row.trades, 0),
      fixed(row.wins, 0),
      fixed(row.losses, 0),
      row.winPercent === null ? 'n/a' : `${fixed(row.winPercent, 1)} %`,
      signed(row.profit, this.#digits),
      row.profitFactor === null ? 'n/a' : ratio(row.profitFactor),
      row.averagePercent === null ? 'n/a' : percent(row.averagePercent),
      row.averageDuration === null ? 'n/a' : duration(row.averageDuration),
    ]);
    return this.#table(title, heads, cells);
  }

  #table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
    if (rows.length === 0) return [];
    const columns = heads.map((head) => ({ head }));
    return [heading(title, this.#paint), ...table(columns, rows, this.#paint)];
  }

  #pairs(title: string, list: readonly Pair[]): string[] {
    return [heading(title, this.#paint), ...pairs(list, this.#paint)];
  }

  #money(key: FigureKey): string {
    return figure(this.#statistics, key, (value) => fixed(value, this.#digits));
  }

  #gain(key: FigureKey): string {
    return figure(this.#statistics, key, (value) => signed(value, this.#digits));
  }

  /** A percentage that can be good or bad. */
  #percent(key: FigureKey): string {
    return figure(this.#statistics, key, percent);
  }

  /** A percentage that only has a size. */
  #size(key: FigureKey): string {
    return figure(this.#statistics, key, (value) => `${fixed(value, 2)} %`);
  }

  #ratio(key: FigureKey): string {
    return figure(this.#statistics, key, ratio);
  }

  #probability(key: FigureKey): string {
    return figure(this.#statistics, key, probability);
  }

  #range(low: FigureKey, high: FigureKey): string {
    const [from, to] = [this.#ratio(low), this.#ratio(high)];
    return from === to ? from : `${from} to ${to}`;
  }
}

function monthly(value: number | null | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'n/a';
  return signed(value, Math.abs(value) >= 9.95 ? 0 : 1);
}

/** A duration; a dash for none. */
function lengthOf(time: number): string {
  return time === 0 ? '–' : duration(time);
}
