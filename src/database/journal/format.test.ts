import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../../../test/support/journals.ts';
import { decodeJournal, payloadOf } from '../../../test/support/oracle/journal-file.ts';
import { instrumentId } from '../../market/instrument.ts';
import { Random } from '../../util/random.ts';
import { Journal } from './journal.ts';
import { type JournalPayload, PayloadEncoder } from './payload.ts';

/** A record and what it says. */
interface Found {
  readonly number: number;
  readonly time: number;
  readonly backlog: number;
  readonly payload: unknown;
}

/** Ticks in every width that columns have. */
function someTicks(random: Random, style: number): { payload: JournalPayload; expected: unknown } {
  const count = 1 + random.below(40);
  const row = <T>(make: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => make(k));
  const quotes = style % 2 === 1;
  const price = Int32Array.from(row(() => random.uint32()));
  const offset = Uint32Array.from(row((k) => k * 7));
  const lots = Float64Array.from(row(() => [0, random.uint32(), random.uint32() * 1000 + 0.5][style % 3]!));
  const side = Uint8Array.from(row(() => (style % 4 < 2 ? 2 : random.below(3))));
  const ask = quotes ? Int32Array.from(row(() => random.uint32())) : price;
  const columns = { offset, price, ask, lots, side };
  return {
    payload: { kind: 'ticks', market: style, ticks: quotes ? 'quote' : 'trade', baseTime: 1e12, count, columns },
    expected: {
      kind: 'ticks',
      market: style,
      quotes,
      ticks: row((k) => [1e12 + offset[k]!, price[k], ask[k], lots[k], side[k]]),
    },
  };
}

describe('docs/reference/journal-file.md', () => {
  it('describes journals that are written', () => {
    const random = new Random('journal');
    const folder = newFolder();
    const session = 'une séance';
    const journal = Journal.open({ folder, session, segmentBytes: 2000, bufferBytes: 500 });
    const encoder = new PayloadEncoder();
    const expected: Found[] = [];
    let backlog = 0;
    const add = (payload: JournalPayload, meant: unknown): void => {
      const time = 1e12 + expected.length * 0.25;
      const before = journal.committed;
      const number = journal.append(encoder.encode(payload), time);
      // A full segment is committed before the record that begins the next one.
      backlog = journal.committed === before ? backlog + 1 : 1;
      expected.push({ number, time, backlog, payload: meant });
    };
    for (let k = 0; k < 60; k++) {
      const ticks = someTicks(random, k % 12);
      add(ticks.payload, ticks.expected);
      const market = {
        kind: 'market',
        market: k,
        instrument: instrumentId('x:É/USD'),
        ticks: 'quote',
        scale: { priceStep: '0.1', lotStep: '1' },
      } as const;
      add(market, market);
      const fill = {
        kind: 'fill',
        fillId: 'f',
        orderId: 'o',
        time: 1,
        price: NaN,
        lots: Infinity,
        fee: -(7n ** 40n),
        maker: true,
        raised: false,
        orderLots: 0,
      } as const;
      add({ kind: 'report', report: fill }, { kind: 'report', report: fill });
      add(
        { kind: 'cancel', orderId: 'o', reason: 'r', time: k },
        { kind: 'cancel', orderId: 'o', reason: 'r', time: k },
      );
      if (k % 4 === 3) {
        journal.commit();
        backlog = 0;
      }
      if (k % 20 === 19) journal.snapshot(Buffer.from(`state ${k}`));
    }
    journal.close();
    const found = decodeJournal(folder, session);
    expect(
      found.records.map((each) => ({
        number: each.number,
        time: each.time,
        backlog: each.backlog,
        payload: payloadOf(each),
      })),
    ).toEqual(expected);
    expect(found.torn).toBe(0);
    expect([...found.states]).toEqual([
      [80, 'state 19'],
      [160, 'state 39'],
      [240, 'state 59'],
    ]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.journal')).length).toBeGreaterThan(3);
  });
});
