import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PaperMarket } from '../../src/trader/paper/account.ts';
import { MarginAccount } from '../../src/trader/paper/margin-account.ts';
import { Random } from '../../src/util/random.ts';
import { drawMixed, type MixedKind } from '../support/random-mixed.ts';
import { drawRun, runDrawn } from '../support/random-run.ts';

/** More rounds, or other seeds: `SIIS_ROUNDS=2000 SIIS_SEED=1000 npx vitest run test/property/alarms.test.ts`. */
const rounds = Number(process.env['SIIS_ROUNDS'] ?? 40);
const first = Number(process.env['SIIS_SEED'] ?? 1);
const seeds = Array.from({ length: rounds }, (_, k) => `alarms ${first + k}`);

afterEach(() => vi.restoreAllMocks());

/** Lets every alarm ring that `rings` says, whenever alarms are set: at the next price, whatever it is. */
function ringing<T>(rings: () => boolean, run: () => T): T {
  const marketsOf = new Map<MarginAccount, Set<PaperMarket>>();
  // oxlint-disable-next-line typescript/unbound-method -- they are called with their account
  const { book, setAlarms } = MarginAccount.prototype;
  const onBook = vi.spyOn(MarginAccount.prototype, 'book').mockImplementation(function (this: MarginAccount, ...args) {
    marketsOf.set(this, (marketsOf.get(this) ?? new Set()).add(args[0]));
    book.apply(this, args);
  });
  const onSet = vi.spyOn(MarginAccount.prototype, 'setAlarms').mockImplementation(function (
    this: MarginAccount,
    ...args
  ) {
    const moved = new Set(setAlarms.apply(this, args));
    for (const market of marketsOf.get(this) ?? []) {
      if (market.lots === 0 || !rings()) continue;
      market.alarm = market.lots > 0 ? Infinity : -Infinity;
      moved.add(market);
    }
    return [...moved];
  });
  try {
    return run();
  } finally {
    onBook.mockRestore();
    onSet.mockRestore();
  }
}

const kinds: readonly [string, MixedKind][] = [
  ['bars', { apart: true }],
  ['bars in one account', {}],
  ['bars and ticks', { ticks: true }],
];

describe('where the alarms of a margin account stand', () => {
  it.each(kinds)(
    'changes nothing that happens: %s',
    (_, kind) => {
      let liquidations = 0;
      for (const seed of seeds) {
        const drawn = drawMixed(seed, kind);
        const { found, session } = drawn.run({ slow: true });
        liquidations += [...session.fills].filter(({ orderId }) => orderId.startsWith('liquidation')).length;
        const all = ringing(
          () => true,
          () => drawn.run({ slow: true }),
        );
        expect(all.found, `${seed}, all`).toEqual(found);
        const random = new Random(seed);
        const some = ringing(
          () => random.next() < 0.3,
          () => drawn.run({ slow: true }),
        );
        expect(some.found, `${seed}, some`).toEqual(found);
      }
      expect(liquidations).toBeGreaterThan(rounds / 4);
    },
    120_000,
  );

  it('changes nothing that happens: ticks', () => {
    for (const seed of seeds) {
      const run = drawRun(seed, 200);
      const found = runDrawn(run, {});
      expect(
        ringing(
          () => true,
          () => runDrawn(run, {}),
        ),
        seed,
      ).toEqual(found);
    }
  }, 120_000);
});
