import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiisEvent } from '../../market/event.ts';
import { instrumentId } from '../../market/instrument.ts';
import type { OrderRequest } from '../../market/order.ts';
import type { JournalEntry } from '../../trader/journal.ts';
import { decodeExact, encodeExact } from './exact-json.ts';
import { decodePayload, type JournalPayload, PayloadEncoder } from './payload.ts';
import type { EncodedPayload, JournalRecord } from './record.ts';
import type { TicksPayload } from './tick-payload.ts';

function asRecord(encoded: EncodedPayload): JournalRecord {
  return { ...encoded, bytes: Uint8Array.from(encoded.bytes), sequence: 17, time: 5, file: 'j/1.journal', byte: 4096 };
}

function there(payload: JournalPayload): JournalPayload {
  return decodePayload(asRecord(new PayloadEncoder().encode(payload)));
}

const request: OrderRequest = {
  id: 't1.e',
  tradeId: 't1',
  signalId: 's1',
  traderId: 'ema@binance:BTC/USDT',
  market: 0,
  instrument: instrumentId('binance:BTC/USDT'),
  side: 'buy',
  type: 'limit',
  purpose: 'entry',
  limit: 4_200_000,
  trigger: undefined,
  trailing: [{ from: 10, ratio: 0.01 }],
  timeInForce: 'GTC',
  expireTime: undefined,
  postOnly: false,
  reduceOnly: false,
  group: undefined,
  lots: 25,
  fraction: undefined,
  plannedStop: NaN,
  time: 1_700_000_000_000,
  clientOrderId: 'siis-t1.e-0',
};

/** Everything that a field of an event can hold, and more. */
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0, NaN, Infinity, -Infinity, '$', '123n'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', '$$', '$a', '__proto__', '1', 'n')), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;

describe('exact JSON', () => {
  it('gives back every plain value as it was', () => {
    fc.assert(
      fc.property(value, (each) => {
        expect(decodeExact(encodeExact(each))).toStrictEqual(each);
      }),
    );
  });

  it('gives equal text for equal values, whatever the order of their keys', () => {
    expect(encodeExact({ b: 1n, a: [undefined, -0] })).toBe('{"a":[{"$":"undefined"},{"$":"-0"}],"b":{"$":"1n"}}');
    expect(encodeExact({ a: [undefined, -0], b: 1n })).toBe(encodeExact({ b: 1n, a: [undefined, -0] }));
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a typed array', new Uint8Array(1)],
  ])('refuses %s', (_what, each) => {
    expect(() => encodeExact({ each })).toThrow('a journal holds');
  });

  it('refuses words it does not know', () => {
    expect(() => decodeExact('{"$":"maybe"}')).toThrow('maybe');
  });
});

describe('a payload of text', () => {
  const change = { lots: 3, limit: 5 };
  const fill = {
    kind: 'fill',
    fillId: 'f1',
    orderId: 't1.e',
    time: 7,
    price: 4_200_001,
    lots: 25,
    fee: -123_456_789_012_345_678_901n,
    maker: true,
    raised: false,
    orderLots: 25,
  } as const;
  const absent = { kind: 'absent', orderId: 't1.e', clientOrderId: 'siis-t1.e-0', time: 7, reason: 'fence' } as const;

  it.each<JournalPayload>([
    {
      kind: 'market',
      market: 3,
      instrument: instrumentId('x:A/B'),
      ticks: 'quote',
      scale: { priceStep: '0.1', lotStep: '1' },
    },
    { kind: 'intent', request },
    { kind: 'cancel', orderId: 't1.e', reason: 'timeout', time: 1 },
    { kind: 'amend', orderId: 't1.e', change, time: 1 },
    { kind: 'report', report: fill },
    { kind: 'report', report: absent },
    {
      kind: 'event',
      event: { kind: 'command', time: 1, source: 'line', command: { kind: 'pause', strategy: undefined } },
    },
    {
      kind: 'event',
      event: {
        kind: 'signal',
        id: 's1',
        traderId: 't',
        market: 0,
        instrument: 'x:A/B',
        time: 1,
        price: 0.1 + 0.2,
        signal: {
          kind: 'enter',
          direction: 'long',
          stop: { percent: 1.5 },
          roi: { '60': 0.01, '0': 0.04 },
          why: '„ünïcode” 🚀',
        },
      },
    },
    {
      kind: 'event',
      event: { kind: 'account', account: 'a', market: 0, time: 1, change: 'funding', amount: 10n ** 40n, price: 5 },
    },
  ])('comes back as it was: $kind', (payload) => {
    expect(there(payload)).toStrictEqual(payload);
  });

  it('comes back as it was whatever is in it', () => {
    fc.assert(
      fc.property(fc.constantFrom('intent', 'report', 'event'), value, (kind, inside) => {
        const field = kind === 'intent' ? 'request' : kind;
        const payload = { kind, [field]: inside } as unknown as JournalPayload;
        expect(there(payload)).toStrictEqual(payload);
      }),
    );
  });

  it('takes what the order desk hands to its journal', () => {
    const entries: JournalEntry[] = [
      { kind: 'intent', request },
      { kind: 'cancel', orderId: 'a', reason: 'r', time: 1 },
      { kind: 'amend', orderId: 'a', change, time: 1 },
      { kind: 'report', report: fill },
      { kind: 'report', report: absent },
    ];
    const encoder = new PayloadEncoder();
    expect(entries.map((entry) => decodePayload(asRecord(encoder.encode(entry))))).toStrictEqual(entries);
  });

  it('takes few bytes', () => {
    const encoder = new PayloadEncoder();
    expect(encoder.encode({ kind: 'intent', request }).bytes.length).toBeLessThan(620);
    const event: SiisEvent = { kind: 'cancel', orderId: 'a', reason: 'b', time: 1 };
    expect(encoder.encode({ kind: 'event', event }).bytes.length).toBeLessThan(80);
  });
});

const ticks: fc.Arbitrary<TicksPayload> = fc
  .record({
    ticks: fc.constantFrom('trade' as const, 'quote' as const),
    market: fc.nat(65_535),
    baseTime: fc.integer({ min: 0, max: 4e12 }),
    lots: fc.constantFrom('none', 'small', 'big'),
    oneSide: fc.boolean(),
    rows: fc.array(
      fc.record({
        offset: fc.nat(2 ** 31 - 1),
        price: fc.integer(),
        ask: fc.integer(),
        lots: fc.maxSafeNat(),
        side: fc.nat(2),
      }),
      { minLength: 1, maxLength: 50 },
    ),
  })
  .map(({ ticks: kind, market, baseTime, lots, oneSide, rows }) => {
    const size = (each: number): number => (lots === 'none' ? 0 : lots === 'small' ? each % 2 ** 32 : each);
    const price = Int32Array.from(rows, (row) => row.price);
    return {
      kind: 'ticks',
      market,
      ticks: kind,
      baseTime,
      count: rows.length,
      columns: {
        offset: Uint32Array.from(rows, (row) => row.offset),
        price,
        ask: kind === 'trade' ? price : Int32Array.from(rows, (row) => row.ask),
        lots: Float64Array.from(rows, (row) => size(row.lots)),
        side: Uint8Array.from(rows, (row) => (oneSide ? rows[0]!.side : row.side)),
      },
    };
  });

describe('a payload of ticks', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(ticks, (payload) => {
        expect(there(payload)).toStrictEqual(payload);
      }),
    );
  });

  it('is read only as far as its count: columns may be longer', () => {
    const price = Int32Array.of(5, 6, 7);
    const long: TicksPayload = {
      kind: 'ticks',
      market: 1,
      ticks: 'trade',
      baseTime: 9,
      count: 2,
      columns: {
        offset: Uint32Array.of(0, 1, 2),
        price,
        ask: price,
        lots: Float64Array.of(1, 2, 0.5),
        side: Uint8Array.of(1, 1, 2),
      },
    };
    const back = there(long) as TicksPayload;
    expect(back.columns.price).toBe(back.columns.ask);
    expect([...back.columns.lots]).toEqual([1, 2]);
    expect([...back.columns.side]).toEqual([1, 1]);
  });

  it('keeps lots that are no whole numbers, and negative zero, to the bit', () => {
    const price = Int32Array.of(5);
    for (const lots of [0.1, -0, NaN, 2 ** 53, -1]) {
      const columns = {
        offset: Uint32Array.of(0),
        price,
        ask: price,
        lots: Float64Array.of(lots),
        side: Uint8Array.of(0),
      };
      const back = there({ kind: 'ticks', market: 0, ticks: 'trade', baseTime: 0, count: 1, columns }) as TicksPayload;
      expect(back.columns.lots[0]).toBe(lots);
    }
  });

  it('takes 13 bytes for a print of few lots and one side, 12 for a quote, besides the head of 16', () => {
    const columns = {
      offset: new Uint32Array(100),
      price: new Int32Array(100),
      ask: new Int32Array(100),
      lots: new Float64Array(100),
      side: Uint8Array.from({ length: 100 }, (_, k) => 1 + (k % 2)),
    };
    const encoder = new PayloadEncoder();
    const size = (payload: Partial<TicksPayload>): number =>
      encoder.encode({ kind: 'ticks', market: 0, ticks: 'trade', baseTime: 0, count: 100, columns, ...payload }).bytes
        .length;
    expect(size({ columns: { ...columns, lots: new Float64Array(100).fill(3) } })).toBe(16 + 1300);
    expect(size({ ticks: 'quote', columns: { ...columns, side: new Uint8Array(100) } })).toBe(16 + 1200);
  });

  it('refuses none, too many, and a market that is no index', () => {
    const price = new Int32Array(1);
    const columns = {
      offset: new Uint32Array(1),
      price,
      ask: price,
      lots: new Float64Array(1),
      side: new Uint8Array(1),
    };
    const encode = (over: Partial<TicksPayload>): unknown =>
      new PayloadEncoder().encode({
        kind: 'ticks',
        market: 0,
        ticks: 'trade',
        baseTime: 0,
        count: 1,
        columns,
        ...over,
      });
    expect(() => encode({ count: 0 })).toThrow('1 to 65536 ticks, was 0');
    expect(() => encode({ count: 65_537 })).toThrow('was 65537');
    expect(() => encode({ market: 65_536 })).toThrow('was 65536');
    expect(() => encode({ market: 1.5 })).toThrow('was 1.5');
  });
});

describe('a record that cannot be understood', () => {
  const record = asRecord({ type: 3, version: 1, bytes: Buffer.from('{"request":{}}') });

  it.each<[string, Partial<JournalRecord>, string]>([
    ['an unknown type', { type: 10 }, 'expected a type from 1 to 9, was 10'],
    ['an unknown version', { version: 2 }, 'expected version 1 of intent, was 2'],
    ['a version of ticks', { type: 1, version: 9 }, 'expected version 1 of ticks, was 9'],
    ['text that is none', { bytes: Buffer.from('{"request"') }, 'expected the text of intent'],
    ['text of something else', { bytes: Buffer.from('{"orderId":"a"}') }, 'expected intent with request'],
    ['text that is no object', { bytes: Buffer.from('null') }, 'expected the text of intent'],
    ['no ticks', { type: 1, bytes: Buffer.alloc(3) }, 'expected ticks with columns'],
    ['too few ticks', { type: 1, bytes: Buffer.alloc(16).fill(1, 4, 5) }, 'expected ticks with columns'],
    [
      'ticks with an unknown flag',
      { type: 1, bytes: Buffer.alloc(25).fill(1, 4, 5).fill(16, 0, 1) },
      'expected ticks with columns',
    ],
  ])('is refused by number and place: %s', (_what, over, message) => {
    let error: unknown;
    try {
      decodePayload({ ...record, ...over });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'JOURNAL_UNREADABLE' });
    expect((error as Error).message).toContain(`j/1.journal, byte 4096: record 17: ${message}`);
  });
});
