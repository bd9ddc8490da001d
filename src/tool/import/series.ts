import type { BarSide } from '../../market/bar.ts';
import type { Grid } from '../../market/grid.ts';
import { Needs } from './scale.ts';
import { Segment, Spool, type SpoolStore } from './spool.ts';

/** What a series of one file is: a tape or bars of one side. */
export type SeriesKind = { readonly kind: 'trade' | 'quote' } | { readonly kind: 'bars'; readonly side: BarSide };

/** The checked rows of one series of one file, with what they need of a scale. */
export interface Series {
  readonly what: SeriesKind;
  readonly spool: Spool;
  readonly price: Needs;
  readonly volume: Needs;
}

/** Steps that values have to lie on, or are compared with. */
export interface KnownSteps {
  readonly price: Grid | undefined;
  readonly lot: Grid | undefined;
  /** The option that gave the step, when one did: then no value may miss it. */
  readonly priceOption: string | undefined;
  readonly lotOption: string | undefined;
}

/** Makes series that share one spool and the columns they are filled through. */
export class SeriesMaker {
  readonly #store: SpoolStore;
  readonly #segments = new Map<string, Segment>();

  constructor(store: SpoolStore) {
    this.#store = store;
  }

  /** @param lane tells series apart that are filled at the same time. */
  make(what: SeriesKind, known: KnownSteps, lane = 0): Series {
    const numbers = what.kind === 'bars' ? 5 : 2;
    const key = `${numbers}/${lane}`;
    const segment = this.#segments.get(key) ?? new Segment(numbers);
    this.#segments.set(key, segment);
    return {
      what,
      spool: new Spool(this.#store, segment),
      price: new Needs(known.price),
      volume: new Needs(known.lot),
    };
  }
}
