import { Grid } from '../../market/grid.ts';
import type { InstrumentId, InstrumentSpec } from '../../market/instrument.ts';
import type { Draft } from './draft.ts';
import type { ImportStore } from './series-writer.ts';
import { guessLot } from './steps.ts';

/** What a series says about its instrument. */
export interface Seen {
  readonly price: Grid;
  /** Absent when the series does not tell quantities. */
  readonly volume: Grid | undefined;
  /** The price step was given on the command line. */
  readonly givenPrice: boolean;
  readonly givenLot: Grid | undefined;
}

interface Finding {
  readonly draft: Draft;
  price: Grid;
  volume: Grid | undefined;
  readonly givenPrice: boolean;
  readonly givenLot: Grid | undefined;
}

/** Keeps the catalog in step with the data: unknown instruments are added, guessed steps become finer. */
export class CatalogChanges {
  readonly #store: ImportStore;
  readonly #found = new Map<InstrumentId, Finding>();

  constructor(store: ImportStore) {
    this.#store = store;
  }

  see(draft: Draft, seen: Seen): void {
    const { id } = draft.instrument;
    const before = this.#found.get(id);
    if (before === undefined) {
      this.#found.set(id, { draft, ...seen });
      return;
    }
    before.price = finer(before.price, seen.price);
    before.volume =
      before.volume === undefined || seen.volume === undefined
        ? (before.volume ?? seen.volume)
        : finer(before.volume, seen.volume);
  }

  /** Writes the changes. @returns a line for each. */
  apply(): string[] {
    return [...this.#found].flatMap(([id, finding]) => this.#applyOne(id, finding));
  }

  #applyOne(id: InstrumentId, finding: Finding): string[] {
    const stored = this.#store.instrument(id);
    if (stored === undefined) return [this.#add(id, finding)];
    const { spec, inferred } = stored;
    const next = { ...spec };
    if (inferred.includes('tickSize')) next.tickSize = finer(new Grid(spec.tickSize), finding.price).step;
    if (inferred.includes('lotSize') && finding.volume !== undefined) {
      next.lotSize = finer(new Grid(spec.lotSize), finding.volume).step;
    }
    const changes: string[] = [];
    if (next.tickSize !== spec.tickSize) changes.push(`tick size ${spec.tickSize} becomes ${next.tickSize}`);
    if (next.lotSize !== spec.lotSize) changes.push(`lot size ${spec.lotSize} becomes ${next.lotSize}`);
    if (changes.length === 0) return [];
    this.#store.putInstrument(id, next, inferred);
    return [`${id}: ${changes.join(', ')}`];
  }

  #add(id: InstrumentId, finding: Finding): string {
    const { kind } = finding.draft;
    const spec: InstrumentSpec = {
      kind,
      tickSize: finding.price.step,
      lotSize: finding.givenLot?.step ?? guessLot(kind, finding.volume),
    };
    const inferred: (keyof InstrumentSpec)[] = ['kind'];
    if (!finding.givenPrice) inferred.push('tickSize');
    if (finding.givenLot === undefined) inferred.push('lotSize');
    this.#store.putInstrument(id, spec, inferred);
    return `${id} is new: ${kind}, tick size ${spec.tickSize}, lot size ${spec.lotSize} (${inferred.join(', ')} inferred)`;
  }
}

/** The step that both fit: the smaller one, or the unit of its last digit when it does not divide the other. */
function finer(one: Grid, other: Grid): Grid {
  const [fine, coarse] = one.toNumber(1) <= other.toNumber(1) ? [one, other] : [other, one];
  return fine.parse(coarse.step) === undefined ? new Grid(`1e-${Math.max(one.decimals, other.decimals)}`) : fine;
}
