import { afterEach, describe, expect, it, vi } from 'vitest';
import { dayCaps } from '../../trader/risk/index.ts';
import { LossWatch } from '../../trader/risk/loss-watch.ts';
import type { Signal } from '../../market/signal.ts';
import { authored } from '../../../test/support/author.ts';
import { runMixed, strategyOn } from '../../../test/support/mixed-run.ts';
import { drawRun, runDrawn } from '../../../test/support/random-run.ts';
import type { BarValues } from '../../../test/support/run.ts';
import { prints } from '../../../test/support/tape.ts';
import { runTicks } from '../../../test/support/tick-run.ts';

const minute = 60_000;

afterEach(() => vi.restoreAllMocks());

describe('the loss of the day', () => {
  it.each([true, false])('is seen at the close of one market when another fell (the first is held: %s)', (isHeld) => {
    const tapeOf = (price: (k: number) => number): ReturnType<typeof prints> =>
      prints(...Array.from({ length: 180 }, (_, k) => [k * minute + 1, price(k)] as const));
    const first = authored(({ watch }) => {
      watch('1m');
      let bars = 0;
      return {
        onBar: () => {
          if (++bars > 1) return undefined;
          const waiting = { kind: 'enter', direction: 'long', type: 'limit', price: 50, quantity: 1 } as const;
          return isHeld ? [{ kind: 'enter', direction: 'long', quantity: 1 }, waiting] : waiting;
        },
      };
    });
    const second = authored(({ watch }) => {
      watch('1h');
      let bars = 0;
      return { onBar: () => (++bars > 1 ? undefined : { kind: 'enter', direction: 'long', quantity: 50 }) };
    });
    const said: string[] = [];
    const { session } = runTicks({
      balance: 10_000,
      leverage: 5,
      start: 0,
      markets: [
        { id: 'test:A/USD', tape: tapeOf((k) => (k < 100 ? 100 : 49)) },
        { id: 'test:B/USD', tape: tapeOf((k) => (k < 65 ? 100 : 10)) },
      ],
      strategies: [
        { name: 'first', definition: first, params: {}, instruments: ['test:A/USD'] },
        { name: 'second', definition: second, params: {}, instruments: ['test:B/USD'] },
      ],
      dayCaps: [dayCaps.maxDailyLoss(1000)],
      onEvent: (event) => {
        if (event.kind === 'status') said.push(`${event.time / minute}: ${event.message}`);
      },
    });
    expect(said).toEqual([
      '66: the day has lost what it may: no new trades before 00:00 UTC; 1 waiting entry taken back',
    ]);
    expect(session.tracker.openOn(0)).toHaveLength(isHeld ? 1 : 0);
  });

  it('is found by the rough sum wherever the exact look at every close finds it', () => {
    let stopped = 0;
    for (let seed = 0; seed < 30; seed++) {
      const drawn = drawRun(`loss ${seed}`, 150);
      const run = { ...drawn, options: { ...drawn.options, dayCaps: [dayCaps.maxDailyLossPercent(1)] } };
      const rough = runDrawn(run, {});
      if (rough.denials.some((denial) => JSON.stringify(denial).includes('daily-loss'))) stopped++;
      const look = vi.spyOn(LossWatch.prototype, 'isDue').mockReturnValue(true);
      expect(runDrawn(run, {})).toEqual(rough);
      look.mockRestore();
    }
    expect(stopped).toBeGreaterThan(5);
  });

  it('is found by the rough sum wherever the exact look at every fill finds it', () => {
    for (let seed = 0; seed < 30; seed++) {
      const drawn = drawRun(`loss ${seed}`, 150);
      const run = { ...drawn, options: { ...drawn.options, dayCaps: [dayCaps.maxDailyLossPercent(1)] } };
      const rough = runDrawn(run, {});
      const look = vi.spyOn(LossWatch.prototype, 'isNear').mockReturnValue(true);
      expect(runDrawn(run, {}), `seed ${seed}`).toEqual(rough);
      look.mockRestore();
    }
  });

  it.each([true, false])('is seen at the very fill that makes it (bars pass ahead: %s)', (ahead) => {
    const bars = Array.from({ length: 50 }, (_, k): BarValues => {
      // A stop fills at 90 of a bar that opens at 100 and closes at 85.
      if (k === 10) return [k * minute, 100, 100, 85, 85, 1];
      const price = k < 10 ? 100 : 85;
      return [k * minute, price, price, price, price, 1];
    });
    const wishes: Readonly<Record<number, Signal>> = {
      1: { kind: 'enter', direction: 'short', quantity: 1 },
      3: { kind: 'enter', direction: 'short', type: 'stop', trigger: 90, quantity: 100 },
      15: { kind: 'enter', direction: 'short', quantity: 1 },
    };
    const falls = strategyOn(['test:A/USD'], ({ watch, timer }) => {
      watch('1m');
      timer('often', 40 * minute);
      return { onBar: ({ closeTime }) => wishes[closeTime / minute] };
    });
    const other = strategyOn(['test:B/USD'], ({ watch }) => {
      watch('5m');
      return { onBar: () => undefined };
    });
    const { denials } = runMixed({
      markets: ['test:A/USD', 'test:B/USD'].map((id) => ({ id, data: { frame: '1m', bars } })),
      strategies: [falls, { ...other, name: 'other' }],
      balance: 100_000,
      leverage: 20,
      parts: { dayCaps: [dayCaps.maxDailyLoss(500)] },
      start: 0,
      ahead,
      onClose: ahead ? undefined : (): void => undefined,
    });
    expect([...denials]).toEqual([['daily-loss', 1]]);
  });
});
