import { describe, expect, it } from 'vitest';
import { aGuardRig } from '../../test/support/guard-rig.ts';
import type { TradeContext } from '../market/context.ts';
import type { SignalEvent } from '../market/event.ts';
import { instrumentId } from '../market/instrument.ts';
import type { EnterSignal } from '../market/signal.ts';
import { TradeContexts } from './trade-contexts.ts';
import { noPlan } from './trade/plan.ts';
import type { TradeDefaults } from './trade/ports.ts';
import { Trade } from './trade/trade.ts';

const own: TradeDefaults = { opposite: 'close', direction: 'both', stop: { percent: 5 }, timeLimit: 10 };
const enter: EnterSignal = { kind: 'enter', direction: 'long', context: 'scalp' };

/** A signal at a price of 100. */
function said(signal: EnterSignal): SignalEvent {
  const of = { traderId: 't', market: 0, instrument: instrumentId('test:A/USD') };
  return { kind: 'signal', id: 's', ...of, time: 0, price: 100, signal };
}

function judged(context: Partial<TradeContext>, signal: EnterSignal = enter, ask = 100): string | undefined {
  const { markets, price } = aGuardRig();
  price(100, ask);
  const open = new Trade({ id: 't-1', traderId: 't', market: 0, signal: enter, plan: noPlan, time: 0 });
  const contexts = { scalp: { mode: 'trade', ...context } as TradeContext };
  const book = new TradeContexts({ contexts, markets, contextOf: () => undefined, trades: () => [open] });
  return book.refusal(said(signal), signal);
}

describe('a context', () => {
  it.each<
    [
      what: string,
      context: Partial<TradeContext>,
      signal: Partial<EnterSignal>,
      ask: number,
      refusal: string | undefined,
    ]
  >([
    ['nothing that it allows', {}, {}, 100, undefined],
    ['what names none', { mode: 'none' }, { context: undefined as never }, 100, undefined],
    ['a name that nobody knows', {}, { context: 'sclap' }, 100, 'unknown-context'],
    ['all where it is off', { mode: 'none' }, {}, 100, 'context-off'],
    ['all where it only tells', { mode: 'signal' }, {}, 100, 'signal-only'],
    ['one trade too many', { maxTrades: 1 }, {}, 100, 'max-trades-of-context'],
    ['a wide spread', { maxSpread: 0.5 }, {}, 101, 'spread'],
    ['a near target of the signal', { minProfit: 1 }, { target: 100.5 }, 100, 'below-min-profit'],
    ['a near target of its own', { minProfit: 1, target: { percent: 0.5 } }, {}, 100, 'below-min-profit'],
    ['no far target', { minProfit: 1, target: { percent: 0.5 } }, { target: 99, direction: 'short' }, 100, undefined],
  ])('refuses %s', (_what, context, signal, ask, refusal) => {
    expect(judged(context, { ...enter, ...signal }, ask)).toBe(refusal);
  });

  it('stands between what a signal plans and what the profile does', () => {
    const { markets } = aGuardRig();
    const contexts = {
      scalp: { mode: 'trade', stop: { percent: 1 }, targets: [{ at: 120 }], entryTimeout: 7 },
    } as const;
    const book = new TradeContexts({ contexts, markets, contextOf: () => 'scalp', trades: () => [] });
    expect(book.defaults(said(enter), { kind: 'enter', direction: 'long' }, { ...own, target: 110 })).toEqual({
      opposite: 'close',
      direction: 'both',
      stop: { percent: 1 },
      targets: [{ at: 120 }],
      timeLimit: 10,
      entryTimeout: 7,
    });
  });
});
