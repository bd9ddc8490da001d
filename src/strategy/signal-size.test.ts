import { expect, it } from 'vitest';
import { authored } from '../../test/support/author.ts';
import { prints } from '../../test/support/tape.ts';
import { runTicks } from '../../test/support/tick-run.ts';
import type { Signal } from '../market/signal.ts';
import type { SiisError } from '../util/errors.ts';

const minute = 60_000;
/** One print in each of eleven minutes. */
const tape = prints(...Array.from({ length: 11 }, (_, k) => [k * minute, 100 + k] as const));

it.each<[string, Signal]>([
  ['quantity', { kind: 'enter', direction: 'long', quantity: 1e20 }],
  ['price', { kind: 'enter', direction: 'long', type: 'limit', price: 1e20 }],
  ['trigger', { kind: 'enter', direction: 'long', type: 'stop', trigger: 1e20 }],
  ['stop', { kind: 'enter', direction: 'short', stop: 1e20 }],
  ['target', { kind: 'enter', direction: 'long', target: 1e20 }],
  ['targets[1].at', { kind: 'enter', direction: 'long', targets: [{ at: 200, portion: 0.5 }, { at: 1e20 }] }],
  ['price', { kind: 'exit', type: 'limit', price: 1e20 }],
  ['stop', { kind: 'modify', stop: 1e20 }],
  ['targets[0].at', { kind: 'modify', targets: [{ at: 1e20 }] }],
  ['entryPrice', { kind: 'modify', entryPrice: 1e20 }],
])('a %s beyond counting stops the strategy, and nothing else', (name, signal) => {
  const others: number[] = [];
  const wrong = authored(({ watch }) => (watch('1m'), { onBar: () => signal }));
  const other = authored(({ watch }) => (watch('1m'), { onBar: ({ close }) => void others.push(close) }), 'other');
  const failures: SiisError[] = [];
  runTicks({
    markets: [{ id: 'test:A/USD', tape: tape }],
    strategies: [
      { name: 'wrong', definition: wrong, params: {}, instruments: ['test:A/USD'] },
      { name: 'other', definition: other, params: {}, instruments: ['test:A/USD'] },
    ],
    onFailure: (error) => void failures.push(error),
  });
  expect(failures.map(({ code, message }) => [code, message])).toEqual([
    ['STRATEGY_FAILED', expect.stringContaining(`onBar: ${name} must come to fewer than 2^53 steps of `)],
  ]);
  expect(others).toHaveLength(11);
});
