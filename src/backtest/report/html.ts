import { createHash } from 'node:crypto';
import type { EquityPoint, RunRecord } from '../../market/record.ts';
import { tradedMarkets } from '../../statistic/benchmark-figures.ts';
import type { Statistics } from '../../statistic/tear-sheet.ts';
import {
  type BarColumns,
  coarserBars,
  drawdownCurve,
  inSeconds,
  priceDigits,
  thinner,
  tradeMarks,
} from './chart-data.ts';
import { chartLibrary } from './chart-library.ts';
import { fixed, minute, moneyDigits } from './format.ts';
import { pageScript } from './html-script.ts';
import {
  cutTables,
  denialTable,
  drawdownTable,
  gapTable,
  monthTable,
  statisticTable,
  tiles,
  tradeTable,
} from './html-sections.ts';
import { pageStyle } from './html-style.ts';
import { card, embedJson, escapeHtml } from './html-table.ts';

/**
 * The report of a run as one page that needs nothing else: charts of equity, drawdown and each market with its trades,
 * and sortable tables. Bars are drawn with 20 000 points a market at most. Only the two scripts written here may run in
 * it, whatever names and labels say.
 */
export function htmlReport(run: RunRecord, statistics: Statistics, bars: readonly BarColumns[] = []): string {
  const library = chartLibrary();
  const data = chartData(run, bars);
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${hash(library)} ${hash(pageScript)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(run.profile)} · siis</title>
<style>${pageStyle}</style>
</head>
<body>
${top(run, statistics)}
${tiles(statistics)}
${charts(data)}
${monthTable(statistics)}
${cutTables(statistics)}
${drawdownTable(statistics)}
${denialTable(statistics)}
${gapTable(run)}
${tradeTable(run)}
${statisticTable(statistics)}
<footer>
<p>Charts: <a href="https://www.tradingview.com/">TradingView</a> Lightweight Charts™, © TradingView, Inc.,
<a href="https://www.apache.org/licenses/LICENSE-2.0">Apache License 2.0</a>. Times are UTC.</p>
</footer>
<script type="application/json" id="data">${embedJson(data)}</script>
<script>${library}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

/** A script's fingerprint, which lets it run under the page's policy. */
function hash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

function top(run: RunRecord, statistics: Statistics): string {
  const facts = [
    `${minute(run.startTime)} to ${minute(run.endTime)} UTC`,
    `in ${run.currency}`,
    `run ${run.id}`,
    `hash ${run.hash}`,
    `seed ${run.seed}`,
    `siis ${run.version}`,
    `${fixed(run.speed.ticks, 0)} ticks, ${fixed(run.speed.bars, 0)} bars`,
    ...Object.entries(run.paths).map(([instrument, path]) => `${instrument} ${path}`),
  ];
  const warnings = [...(run.interrupted ? ['Interrupted: stopped before the end of the data'] : []), ...run.warnings];
  const warning = warnings.map((each) => `<p class="warning">${escapeHtml(each)}.</p>`).join('');
  return `<p class="conventions">conventions: ${escapeHtml(statistics.conventions)}</p>
<h1>${escapeHtml(run.profile)}</h1>
<p class="facts">${facts.map((fact) => escapeHtml(fact)).join(' · ')}</p>${warning}`;
}

interface MarketData {
  readonly instrument: string;
  readonly timeframe: string;
  readonly digits: number;
  readonly time: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly trades: ReturnType<typeof tradeMarks>;
}

interface ChartData {
  readonly digits: number;
  readonly equity: readonly [number[], number[]];
  readonly drawdown: readonly [number[], number[]];
  readonly benchmark: readonly [number[], number[]] | null;
  readonly markets: readonly MarketData[];
}

function chartData(run: RunRecord, bars: readonly BarColumns[]): ChartData {
  const curve = run.equity.length > 1 ? run.equity : run.dailyEquity;
  const benchmark = equalWeight(run);
  return {
    digits: moneyDigits(run.startEquity),
    equity: inSeconds(thinner(curve)),
    drawdown: inSeconds(thinner(drawdownCurve(curve))),
    benchmark: benchmark === undefined ? null : inSeconds(thinner(benchmark)),
    markets: bars.filter((each) => each.time.length > 0).map((each) => marketData(run, each)),
  };
}

function marketData(run: RunRecord, bars: BarColumns): MarketData {
  const shown = coarserBars(bars);
  const digits = priceDigits(run.trades, bars);
  const short = (prices: BarColumns['open']): number[] => Array.from(prices, (price) => Number(price.toFixed(digits)));
  return {
    instrument: bars.instrument,
    timeframe: shown.timeframe,
    digits,
    time: Array.from(shown.time, (time) => Math.floor(time / 1000)),
    open: short(shown.open),
    high: short(shown.high),
    low: short(shown.low),
    close: short(shown.close),
    trades: tradeMarks(run.trades, shown),
  };
}

/** The starting balance in equal parts in all markets that are traded, kept; `undefined` without daily prices of each. */
function equalWeight(run: RunRecord): EquityPoint[] | undefined {
  const markets = tradedMarkets(run.markets);
  const times = [...new Set(markets.flatMap(({ daily = [] }) => daily.map(([time]) => time)))].toSorted(
    (a, b) => a - b,
  );
  if (times.length === 0 || markets.some(({ daily, first }) => daily === undefined || !(first > 0))) return undefined;
  const total = new Float64Array(times.length);
  for (const { daily = [], first } of markets) {
    let next = 0;
    for (const [k, time] of times.entries()) {
      while (next < daily.length && daily[next]![0] <= time) next += 1;
      total[k]! += (next === 0 ? first : daily[next - 1]![1]) / first;
    }
  }
  const share = run.startEquity / markets.length;
  return [[run.startTime, run.startEquity], ...times.map((time, k) => [time, total[k]! * share] as const)];
}

function charts(data: ChartData): string {
  const compare =
    data.benchmark === null
      ? ''
      : '<label><input type="checkbox" id="benchmark"> compare with all markets bought in equal parts and kept</label>';
  const equity = `${compare}<div class="chart" id="equity"></div><div class="chart low" id="drawdown"></div>`;
  const parts = [data.equity[0].length === 0 ? '' : card('Equity and drawdown', equity, 'unrealised profit included')];
  if (data.markets.length > 0) {
    const options = data.markets.map((market, k) => `<option value="${k}">${escapeHtml(market.instrument)}</option>`);
    parts.push(`<section><header><h2>Trades on the chart</h2><select id="market" aria-label="Market">${options.join('')}</select>
<p id="market-caption"></p><p>arrow: entry, dot: exit; a click on a trade below shows it here</p></header>
<div class="chart tall" id="candles"></div></section>`);
  }
  return parts.join('\n');
}
