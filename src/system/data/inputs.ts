import { type InstrumentId, parseInstrumentName } from '../../market/instrument.ts';
import type { StrategySetup } from '../../strategy/strategy.ts';
import type { SessionStrategy } from '../session/session.ts';

/**
 * Instruments that strategies look at beside those they trade. Found by asking each strategy what it would follow; a
 * set-up that throws here throws again, with its name, when the session is made.
 */
export function inputsOf(strategies: readonly SessionStrategy[]): InstrumentId[] {
  const found = new Set<InstrumentId>();
  for (const strategy of strategies) {
    for (const instrument of strategy.instruments) {
      try {
        strategy.definition.setup(probe(strategy, instrument, found));
      } catch {
        // Told properly later.
      }
    }
  }
  return [...found];
}

/** All that a run needs data of, without repeats: what is traded first, then what is only looked at. */
export function followedBy(
  traded: readonly InstrumentId[],
  strategies: readonly SessionStrategy[],
): readonly InstrumentId[] {
  return [...new Set([...traded, ...inputsOf(strategies)])];
}

function probe(strategy: SessionStrategy, instrument: string, found: Set<InstrumentId>): StrategySetup<never> {
  const note = (options: { readonly instrument?: string } | undefined): void => {
    const name = options?.instrument === undefined ? undefined : parseInstrumentName(options.instrument);
    if (name !== undefined && name.id !== instrument) found.add(name.id);
  };
  return {
    instrument,
    // Checked by the schema of the very definition that reads them.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    params: strategy.params as never,
    track: (_timeframe, indicator, options) => {
      note(options);
      return indicator;
    },
    trackBars: (_timeframe, indicator, options) => {
      note(options);
      return indicator;
    },
    watch: (_timeframe, options) => note(options),
    openBar: () => () => undefined,
    timer: () => undefined,
    random: () => 0.5,
    now: () => 0,
    log: () => undefined,
  };
}
