import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runRecord, tradeRecord } from '../../../test/support/run-record.ts';
import { hostile, sampleRun } from '../../../test/support/sample-run.ts';
import type { RunRecord } from '../../market/record.ts';
import { tearSheet } from '../../statistic/tear-sheet.ts';
import type { BarColumns } from './chart-data.ts';
import { htmlReport } from './html.ts';
import { textReport } from './text.ts';

function report(run: RunRecord, bars: readonly BarColumns[] = []): string {
  return htmlReport(run, tearSheet(run, { resamples: 50 }), bars);
}

function bars(instrument: string, count: number): BarColumns {
  const column = (offset: number): number[] => Array.from({ length: count }, (_, k) => 100 + Math.sin(k) + offset);
  return {
    instrument,
    timeframe: '1h',
    time: Array.from({ length: count }, (_, k) => 1_704_067_200_000 + k * 3_600_000),
    open: column(0),
    high: column(1),
    low: column(-1),
    close: column(0.5),
  };
}

/** The scripts and the data block of a page. */
function scripts(page: string): { head: string; content: string }[] {
  return [...page.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].map((found) => ({
    head: found[1] ?? '',
    content: found[2] ?? '',
  }));
}

function data(page: string): {
  equity: number[][];
  drawdown: number[][];
  markets: { time: number[]; trades: unknown[] }[];
} {
  return JSON.parse(scripts(page)[0]?.content ?? '');
}

describe('the HTML report', () => {
  const page = report(sampleRun(), [bars('demo:BTC/USDT', 500)]);

  it('loads nothing from elsewhere', () => {
    const markup = page.replaceAll(/<script[\s\S]*?<\/script>/g, '');
    expect(markup).not.toMatch(/\b(src|srcset|action|data)\s*=\s*["']?\s*(https?:)?\/\//i);
    expect(markup).not.toMatch(/<link|@import|url\(/i);
    expect(markup).toContain("default-src 'none'");
  });

  it('lets only its own two scripts run', () => {
    const [block, ...code] = scripts(page);
    expect(block?.head).toContain('type="application/json"');
    expect(code).toHaveLength(2);
    for (const { content } of code) {
      expect(page).toContain(`'sha256-${createHash('sha256').update(content).digest('base64')}'`);
    }
  });

  it('names the makers of the charts and their licence', () => {
    expect(page).toContain('href="https://www.tradingview.com/"');
    expect(page).toContain('Licensed under Apache License 2.0');
    expect(page).toContain('href="https://www.apache.org/licenses/LICENSE-2.0"');
  });

  it('says first how its numbers are made', () => {
    const text = page.slice(page.indexOf('<body>'));
    expect(text.indexOf('conventions: daily UTC equity incl. unrealised, N=365')).toBeLessThan(text.indexOf('<h1>'));
  });

  it('has a row for each trade and for each statistic, with the reason when it is missing', () => {
    const run = sampleRun();
    expect(page.match(/<tr data-market=/g)).toHaveLength(run.trades.length);
    for (const key of Object.entries(tearSheet(run)).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null ? [] : [name],
    )) {
      if (!['conventions', 'currency'].includes(key)) expect(page, key).toContain(`>${key}</td>`);
    }
    expect(page).toContain('n/a (trials not given)');
  });

  it('hands the charts rising times in seconds and the trades of each market', () => {
    const { equity, drawdown, markets } = data(page);
    expect(equity[0]).toHaveLength(401);
    expect(equity[0]?.[0]).toBe(1_704_067_200);
    expect(Math.max(...(drawdown[1] ?? []))).toBeLessThanOrEqual(0);
    expect(markets).toHaveLength(1);
    expect(markets[0]?.trades).toHaveLength(60);
  });

  it('draws no more than 20 000 bars a market', () => {
    const found = data(report(runRecord(), [bars('demo:BTC/USDT', 45_000)]));
    expect(found.markets[0]?.time).toHaveLength(15_000);
  });

  it('works without bars, trades and curve', () => {
    const empty = report(runRecord());
    expect(empty).toContain('no finished trades');
    expect(data(empty).markets).toEqual([]);
    expect(empty).not.toMatch(/>(NaN|undefined|null|Infinity)</);
  });

  it('names what the data lack', () => {
    const gaps = [{ instrument: 'demo:BTC/USDT', from: 0, to: 3_600_000 }];
    const found = report(runRecord({ gaps }));
    expect(found).toMatch(
      /Missing data[^]*demo:BTC\/USDT<\/td>[^]*1970-01-01 00:00<\/td>[^]*1970-01-01 01:00<\/td>[^]*>1h</,
    );
  });

  it('says how often a market was closed, apart from what the data lack', () => {
    const closings = [{ instrument: 'demo:BTC/USDT', count: 52, time: 104 * 86_400_000 }];
    expect(report(runRecord({ closings }))).toMatch(
      /Missing data<\/h2><p>demo:BTC\/USDT was closed 52 times, 104d together<\/p><\/header><\/section>/,
    );
  });

  it('tells refusals in the words of the text report', () => {
    const run = runRecord({ denials: { 'limits.maxOpenTrades': 2, 'insufficient balance': 1041 } });
    const statistics = tearSheet(run, { resamples: 50 });
    const title = 'Signals and orders refused: 1,043, by reason';
    expect(textReport(run, statistics)).toContain(title.toUpperCase());
    expect(htmlReport(run, statistics)).toMatch(
      new RegExp(`<h2>${title}</h2>[^]*>Reason<[^]*>Times<[^]*insufficient balance<[^]*1,041<[^]*maxOpenTrades<[^]*2<`),
    );
  });

  it('shows hostile names as text', () => {
    const run = sampleRun({
      id: hostile,
      profile: hostile,
      currency: hostile,
      version: hostile,
      hash: hostile,
      seed: hostile,
      paths: { [hostile]: 'bars' },
      denials: { [hostile]: 1 },
      warnings: [hostile],
      gaps: [{ instrument: hostile, from: 0, to: 3_600_000 }],
      closings: [{ instrument: hostile, count: 1, time: 1 }],
      markets: [{ instrument: hostile, first: 1, last: 2 }],
      trades: [tradeRecord({ id: hostile, instrument: hostile, strategy: hostile, label: hostile })],
    });
    const attacked = report(run, [bars(hostile, 10)]);
    expect(scripts(attacked)).toHaveLength(3);
    expect(attacked).not.toContain('<img');
    expect(attacked).not.toContain('alert(1)</script>');
    expect(attacked).toContain('&lt;img src=x onerror=&#39;alert(&quot;2&quot;)&#39;&gt;');
    expect(data(attacked).markets[0]).toMatchObject({ instrument: hostile });
  });
});
