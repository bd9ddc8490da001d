import { describe, expect, it } from 'vitest';
import { problemsOf } from './issues.ts';
import { paperSchema } from './schema/paper.ts';

function textsOf(fees: unknown): string[] {
  return problemsOf(paperSchema, { fees }).map(({ text }) => text);
}

describe('maps of which one is written', () => {
  const tiers = [{ volume: 0, maker: 0.001, taker: 0.001 }];

  it('are not written together', () => {
    expect(textsOf({ maker: 0.001, taker: 0.001, tiers })).toEqual([
      expect.stringMatching(
        /^expected \{maker: .*\} or \{tiers: .*\}, not both, came \{maker: 0\.001, taker: 0\.001, tiers: …\}$/,
      ),
    ]);
  });

  it('are told apart by the keys that are there', () => {
    expect(textsOf({ maker: 0.001, takr: 0.001 }).join()).toContain("came 'takr'");
    expect(textsOf({ tiers, tier: [] }).join()).toContain("came 'tier'");
    expect([textsOf({ tiers }), textsOf({ maker: 0, taker: 0 })]).toEqual([[], []]);
  });
});
