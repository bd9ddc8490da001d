import { describe, expect, it } from 'vitest';
import { Overtaken } from '../../src/market/overtaken.ts';
import { drawMixed, type MixedOutcome } from '../support/random-mixed.ts';

/** More rounds, or other seeds: `SIIS_ROUNDS=2000 SIIS_SEED=1000 npx vitest run test/property/ahead.test.ts`. */
const rounds = Number(process.env['SIIS_ROUNDS'] ?? 60);
const first = Number(process.env['SIIS_SEED'] ?? 1);
const seeds = Array.from({ length: rounds }, (_, k) => `ahead ${first + k}`);

function orOvertaken(run: () => MixedOutcome): MixedOutcome | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Overtaken) return undefined;
    throw error;
  }
}

describe('a random run of several markets of bars', () => {
  it.each([{ spot: false }, { spot: true }])(
    'is the same whether bars pass ahead of the other markets or in their turn (spot: $spot)',
    ({ spot }) => {
      let [same, fills] = [0, 0];
      for (const seed of seeds) {
        const drawn = drawMixed(seed, { apart: true, spot });
        const ahead = orOvertaken(() => drawn.run({ ahead: true }));
        if (ahead === undefined) continue;
        same++;
        fills += ahead.session.fills.length;
        expect(ahead.found, seed).toEqual(drawn.run({ slow: true }).found);
      }
      // The others were overtaken, which is found out.
      expect(same).toBeGreaterThan(rounds / 2);
      expect(fills).toBeGreaterThan(10 * same);
    },
    120_000,
  );
});
