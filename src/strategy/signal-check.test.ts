import { describe, expect, it } from 'vitest';
import { faultOf } from './signal-check.ts';

const enter = { kind: 'enter', direction: 'long' };

describe('signals that are well-formed', () => {
  it.each<[string, unknown]>([
    ['the least entry', enter],
    ['a limit', { ...enter, type: 'limit', price: 10, postOnly: true, quantity: 2, label: 'a', why: 'b' }],
    ['a take-profit-limit', { ...enter, type: 'take-profit-limit', price: 10, trigger: 11, fraction: 0.5 }],
    ['one until a date', { ...enter, timeInForce: 'GTD', expires: 5, entryTimeout: 1000, group: 'g' }],
    [
      'a full plan',
      {
        ...enter,
        stop: { percent: 2 },
        targets: [{ at: 12, portion: 0.5 }, { at: { percent: 3 } }],
        trailing: { percent: 1, after: 0, tight: { percent: 0.5, after: 2 } },
        breakeven: { after: 1, plus: 0 },
        roi: { '0': 0.04, '60': -1 },
        timeLimit: 1000,
      },
    ],
    ['absent keys that are spelled out', { ...enter, stop: undefined, target: undefined }],
    [
      'three targets that make up the whole',
      {
        ...enter,
        targets: [
          { at: 1, portion: 0.1 },
          { at: 2, portion: 0.2 },
          { at: 3, portion: 0.7 },
        ],
      },
    ],
    ['the least exit', { kind: 'exit' }],
    [
      'a limit exit of a part',
      { kind: 'exit', trade: 't', direction: 'short', type: 'limit', price: 5, portion: 1, timeout: 1 },
    ],
    ['a change that takes all away', { kind: 'modify', stop: null, targets: null, entryPrice: 5 }],
    ['a cancel', { kind: 'cancel', trade: 't', why: 'x' }],
  ])('%s', (_name, signal) => {
    expect(faultOf(signal)).toBeUndefined();
  });
});

describe('signals that are not', () => {
  it.each<[unknown, string]>([
    [null, "expected a signal such as {kind: 'exit'}, was null"],
    ['exit', "expected a signal such as {kind: 'exit'}, was 'exit'"],
    [[enter], "expected a signal such as {kind: 'exit'}, was a list"],
    [Promise.resolve(enter), 'a promise is no signal: handlers must not be async'],
    [{}, 'unknown kind undefined: expected enter, exit, modify, cancel, region, operation, alert'],
    [{ kind: 'buy' }, "unknown kind 'buy': expected enter, exit, modify, cancel, region, operation, alert"],
    [{ kind: 'enter' }, 'signal needs direction'],
    [{ ...enter, direction: 'up' }, "direction must be one of long, short, was 'up'"],
    [{ ...enter, stopLoss: 5 }, 'signal has no stopLoss: expected '],
    [{ ...enter, type: 'limit' }, 'a limit entry needs price'],
    [{ ...enter, type: 'stop' }, 'a stop entry needs trigger'],
    [{ ...enter, type: 'stop-limit', trigger: 5 }, 'a stop-limit entry needs price'],
    [{ ...enter, price: '5' }, "price must be a positive number, was '5'"],
    [{ ...enter, price: NaN }, 'price must be a positive number, was NaN'],
    [{ ...enter, quantity: 0 }, 'quantity must be a positive number, was 0'],
    [{ ...enter, quantity: 1, fraction: 0.5 }, 'expected quantity or fraction, came both'],
    [{ ...enter, fraction: 1 }, 'fraction must lie between 0 and 1, was 1'],
    [{ ...enter, stop: -5 }, 'stop must be a positive number, was -5'],
    [{ ...enter, stop: {} }, 'stop needs percent'],
    [{ ...enter, stop: { percent: 2, price: 3 } }, 'stop has no price: expected percent'],
    [{ ...enter, target: 5, targets: [{ at: 5 }] }, 'expected target or targets, came both'],
    [{ ...enter, targets: { at: 5 } }, 'targets must be a list, was an object'],
    [{ ...enter, targets: [{ portion: 0.5 }] }, 'targets[0] needs at'],
    [{ ...enter, targets: [{ at: 5 }, { at: 6 }] }, 'only the last of targets may leave its portion out'],
    [
      {
        ...enter,
        targets: [
          { at: 5, portion: 0.6 },
          { at: 6, portion: 0.6 },
        ],
      },
      'portions of targets must add up to at most 1, were 1.2',
    ],
    [{ ...enter, targets: [{ at: 5, portion: 2 }] }, 'targets[0].portion must lie in (0, 1], was 2'],
    [{ ...enter, targets: [1, 2, 3, 4].map((at) => ({ at, portion: 0.1 })) }, 'at most 3 targets, were 4'],
    [{ ...enter, trailing: { after: 1 } }, 'trailing needs percent'],
    [{ ...enter, direction: 'long', stop: { percent: 100 } }, 'stop.percent of a long must be below 100, was 100'],
    [
      { ...enter, direction: 'short', target: { percent: 150 } },
      'target.percent of a short must be below 100, was 150',
    ],
    [
      { ...enter, direction: 'short', targets: [{ at: 1, portion: 0.5 }, { at: { percent: 100 } }] },
      'targets[1].at.percent of a short must be below 100, was 100',
    ],
    [{ ...enter, trailing: { percent: 100 } }, 'trailing.percent must lie between 0 and 100, was 100'],
    [{ ...enter, breakeven: { plus: 1 } }, 'breakeven needs after'],
    [{ ...enter, roi: { soon: 1 } }, 'roi must have minutes as keys, had soon'],
    [{ ...enter, roi: { '5': -2 } }, 'roi.5 must be a number >= -1, was -2'],
    [{ ...enter, timeInForce: 'GTD' }, 'a GTD entry needs expires'],
    [{ kind: 'exit', type: 'limit' }, 'a limit exit needs price'],
    [{ kind: 'exit', portion: 0 }, 'portion must lie in (0, 1], was 0'],
    [{ kind: 'modify', stop: 'none' }, "stop must be a positive number, was 'none'"],
    [{ kind: 'cancel', reason: 'x' }, 'signal has no reason: expected kind, trade, why'],
  ])('%j', (signal, fault) => {
    expect(faultOf(signal)).toContain(fault);
  });
});
