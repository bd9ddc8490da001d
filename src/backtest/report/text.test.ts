import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newYear, runRecord, tradeRecord } from '../../../test/support/run-record.ts';
import { hostile, sampleRun } from '../../../test/support/sample-run.ts';
import type { RunRecord } from '../../market/record.ts';
import { tearSheet } from '../../statistic/tear-sheet.ts';
import { textReport } from './text.ts';

function report(run: RunRecord, color = false): string {
  return textReport(run, tearSheet(run, { resamples: 50 }), { color });
}

function lines(run: RunRecord): string[] {
  return report(run).split('\n');
}

/** The part of the report under a heading. */
function section(run: RunRecord, title: string): string[] {
  const all = lines(run);
  const first = all.findIndex((line) => line.startsWith(`${title} ─`));
  expect(first, `no section ${title}`).toBeGreaterThan(-1);
  return all.slice(first + 1, all.indexOf('', first) < 0 ? undefined : all.indexOf('', first));
}

describe('the text report', () => {
  it('begins with the conventions', () => {
    expect(lines(sampleRun())[0]).toBe('conventions: daily UTC equity incl. unrealised, N=365, ddof=1, rf=0');
  });

  it('says what was run, and which path each market took', () => {
    const text = report(sampleRun());
    for (const fact of ['run run-1', 'hash 0123456789abcdef', 'seed 7', 'next-event', 'span', '2024-01-01 00:00']) {
      expect(text).toContain(fact);
    }
    expect(text).not.toContain('INTERRUPTED');
    expect(report(sampleRun({ interrupted: true }))).toContain('INTERRUPTED: stopped before the end of the data');
    const warned = report(sampleRun({ warnings: [`onTick of x ${'is never called '.repeat(6)}`] }));
    expect(warned).toMatch(/^warning: onTick of x is never called/m);
    expect(warned).toMatch(/^(?:never |called |is )+$/m);
  });

  it('writes missing numbers with their reason', () => {
    const one = report(runRecord({ trades: [tradeRecord()] }));
    expect(one).toMatch(/SQN +n\/a \(1 trade\)/);
    expect(one).toMatch(/Profit factor +n\/a \(no losing trade\)/);
    expect(one).toMatch(/Sharpe +n\/a \(no variation\)/);
    expect(report(runRecord())).toContain('no finished trades');
    expect(one).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('has the tables of markets, exit reasons, strategies and months', () => {
    const run = sampleRun();
    expect(section(run, 'BY MARKET')).toHaveLength(3);
    expect(section(run, 'BY EXIT REASON')).toHaveLength(4);
    expect(section(run, 'BY STRATEGY')).toHaveLength(3);
    expect(section(run, 'DEEPEST DRAWDOWNS').length).toBeGreaterThan(3);
    const months = section(run, 'MONTHLY RETURNS, PERCENT');
    expect(months.map((line) => line.slice(0, 4))).toEqual(['Year', '2024', '2025']);
    expect(section(run, 'SIGNALS AND ORDERS REFUSED: 7, BY REASON')[1]).toMatch(/^max open trades +7$/);
  });

  it('leaves out tables that would only repeat the total', () => {
    expect(report(runRecord({ trades: [tradeRecord()] }))).not.toContain('BY STRATEGY');
  });

  it('sets numbers of a column under each other', () => {
    const rows = section(sampleRun(), 'BY MARKET');
    const ends = rows.map((row) => row.length);
    expect(new Set(ends).size).toBe(1);
  });

  it('has no colour unless asked, and the same text with it', () => {
    const run = sampleRun();
    expect(report(run)).not.toContain('\u001b');
    const colored = report(run, true);
    expect(colored).toContain('\u001b[32m');
    expect(colored.replaceAll(new RegExp(String.fromCharCode(27) + '\\[\\d*m', 'g'), '')).toBe(report(run));
  });

  it('keeps to 80 columns whatever the amounts and names are', () => {
    const name = fc.oneof(fc.string({ minLength: 1, maxLength: 60 }), fc.constant(hostile));
    fc.assert(
      fc.property(name, name, fc.double({ min: -1e12, max: 1e12, noNaN: true }), (market, label, profit) => {
        const trades = [1, 2, 3].map((k) =>
          tradeRecord({
            id: `t${k}`,
            instrument: market,
            label,
            strategy: label,
            profit: (profit * (k - 2)).toFixed(4),
          }),
        );
        const run = runRecord({
          id: label,
          profile: label,
          trades,
          paths: { [market]: 'bars' },
          denials: { [label]: 3 },
          gaps: [{ instrument: market, from: newYear, to: newYear + 1 }],
          closings: [{ instrument: market, count: 1, time: 1 }],
          warnings: [label],
          openTrades: trades,
        });
        for (const line of lines(run)) expect(Array.from(line).length, line).toBeLessThanOrEqual(80);
      }),
      { numRuns: 60 },
    );
  });

  it('names what the data lack', () => {
    const found = report(
      runRecord({
        gaps: [
          { instrument: 'demo:BTC/USDT', from: newYear, to: newYear + 3_600_000 },
          { instrument: 'demo:BTC/USDT', from: newYear + 86_400_000, to: newYear + 3 * 86_400_000 },
        ],
        warnings: ['the data of demo:BTC/USDT tell no volume: paper.partialFill fills its orders whole'],
      }),
    );
    expect(found).toMatch(
      /MISSING DATA, LONGEST.*\n.*\n.*2024-01-02 00:00 {2}2024-01-04 00:00 +2d\n.*00:00 {2}2024-01-01 01:00 +1h/,
    );
    expect(found).toContain(
      'warning: the data of demo:BTC/USDT tell no volume: paper.partialFill fills its\norders whole',
    );
    expect(found).toMatch(
      /MISSING DATA, BY MARKET.*\nInstrument +Times +Together\ndemo:BTC\/USDT +2 +2d 1h\n\nMISSING/,
    );
  });

  it('says how often a market was closed, apart from what the data lack', () => {
    const gaps = [{ instrument: 'demo:A/USD', from: newYear, to: newYear + 3_600_000 }];
    const closings = [{ instrument: 'demo:B/USD', count: 52, time: 104 * 86_400_000 }];
    expect(report(runRecord({ gaps, closings }))).toMatch(
      /BY MARKET.*\nInstrument +Times +Together +Market closed +Together\ndemo:A\/USD +1 +1h +0 +–\ndemo:B\/USD +0 +– +52 +104d\n\nMISSING/,
    );
    expect(report(runRecord({ closings }))).not.toContain('LONGEST FIRST');
    expect(report(runRecord())).not.toContain('MISSING');
  });

  it('counts what was refused before an order was made of it', () => {
    const found = report(runRecord({ denials: { 'no funds': 3, 'too many trades': 1 } }));
    expect(found).toMatch(/SIGNALS AND ORDERS REFUSED: 4, BY REASON.*\n.*\nno funds +3\ntoo many trades +1\n/);
  });

  it('prints no control characters of others', () => {
    const run = sampleRun({ profile: hostile, trades: [tradeRecord({ label: hostile, instrument: hostile })] });
    expect(report(run)).not.toContain('\u001b');
  });
});
