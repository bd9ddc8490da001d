import { describe, expect, it } from 'vitest';
import { handlersFault } from './handlers.ts';

const act = (): undefined => undefined;

describe('handlers of a strategy', () => {
  it.each([
    [{ onBar: act }],
    [{ onTick: act, onTicks: act, onOrder: act, onTimer: act }],
    [{ onBar: act, onOrder: undefined }],
  ])('are taken: %s', (handlers) => {
    expect(handlersFault(handlers)).toBeUndefined();
  });

  it.each([
    ['a slip of the pen', { onBr: act }, "unknown handler 'onBr' (did you mean 'onBar'?)"],
    [
      'a slip beside a right one',
      { onBar: act, onOrders: act },
      "unknown handler 'onOrders' (did you mean 'onOrder'?)",
    ],
    ['a number', { onBar: 5 }, "expected 'onBar' to be a function, came number"],
    ['none', {}, 'handlers (onBar, onTick, onTicks, onOrder, onTimer, onAlert), came none'],
    ['only left out ones', { onBar: undefined }, 'came none'],
    ['nothing', undefined, 'came nothing'],
    ['a promise', Promise.resolve({ onBar: act }), 'came a promise: setup must not be async'],
  ])('are refused: %s', (_what, handlers, fault) => {
    expect(handlersFault(handlers)).toContain(fault);
  });
});
