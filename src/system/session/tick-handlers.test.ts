import { describe, expect, it } from 'vitest';
import { authored } from '../../../test/support/author.ts';
import { prints } from '../../../test/support/tape.ts';
import { runTicks } from '../../../test/support/tick-run.ts';
import type { StrategyDefinition } from '../../strategy/strategy.ts';
import { idleHandlerWarnings } from './tick-handlers.ts';

function warningsOf(definition: StrategyDefinition): string[] {
  const markets = ['test:A/USD', 'test:B/USD'].map((id) => ({ id, tape: prints([0, 1], [60_000, 2]) }));
  const strategies = [{ name: 'mine', definition, params: {}, instruments: markets.map(({ id }) => id) }];
  return idleHandlerWarnings(runTicks({ markets, strategies }).session);
}

describe('warnings of handlers that are never called', () => {
  it('name a strategy with onBar that follows no bars, once', () => {
    expect(warningsOf(authored(() => ({ onBar: () => undefined })))).toEqual([
      'onBar of mine is never called: its setup follows no bars (watch, track or trackBars)',
    ]);
  });

  it('are none where it does', () => {
    const follow = authored(({ watch }) => {
      watch('1m');
      return { onBar: () => undefined };
    });
    expect(warningsOf(follow)).toEqual([]);
  });
});
