import type { Grid } from '../../market/grid.ts';
import { formatPlace, SiisError } from '../../util/errors.ts';
import type { Draft } from './draft.ts';
import { CatalogChanges } from './catalog-changes.ts';
import { type FileReport, type ImportReport, makeReport, seriesName, type SeriesReport, shortIso } from './report.ts';
import type { Needs } from './scale.ts';
import type { Series } from './series.ts';
import { type ImportStore, writeSeries } from './series-writer.ts';
import { type Step, tapeStep, wideStep } from './steps.ts';

/** Stored series that an error names; it counts the others. */
const mostNamed = 20;

/** A series of one file, with the file. */
interface Part {
  readonly draft: Draft;
  readonly series: Series;
}

/** Series that go to one place in the store and share their steps. */
interface Group {
  readonly parts: Part[];
  price?: Step;
  volume?: Step;
}

/** Stores checked files, oldest first, in steps that fit all files of a series. */
export function storeDrafts(
  store: ImportStore,
  drafts: readonly Draft[],
  how: { readonly data: string; readonly price: Grid | undefined; readonly lot: Grid | undefined },
): ImportReport {
  const catalog = new CatalogChanges(store);
  const groups = groupsOf(drafts);
  for (const group of groups) {
    const needs = (read: (series: Series) => Needs): Needs[] => group.parts.map((part) => read(part.series));
    const { draft, series } = group.parts[0]!;
    const isTape = series.what.kind !== 'bars';
    const prices = needs((each) => each.price);
    group.price = isTape ? tapeStep(prices, how.price, draft.faults) : wideStep(prices, how.price);
    group.volume = wideStep(
      needs((each) => each.volume),
      how.lot,
    );
    catalog.see(draft, {
      price: group.price.grid,
      volume: tellsQuantity(group) ? group.volume.grid : undefined,
      ...given(how),
    });
  }
  const reports = new Map<Series, SeriesReport>();
  try {
    for (const { parts, price, volume } of groups) {
      for (const part of parts)
        reports.set(part.series, storePart(store, part, { price: price!.grid, volume: volume!.grid }));
    }
  } catch (error) {
    // What is stored has to be known to the catalog, also when a later file contradicts the store.
    if (reports.size > 0) catalog.apply();
    throw reports.size > 0 ? withStored(error, groups, reports) : error;
  }
  const files = drafts.map((draft) => fileReport(draft, reports, groups));
  return makeReport(how.data, files, catalog.apply());
}

/** Rows are checked before anything is stored; only a contradiction with stored ones, or those of a file before, can come up then. */
function withStored(error: unknown, groups: readonly Group[], reports: ReadonlyMap<Series, SeriesReport>): unknown {
  if (!(error instanceof SiisError)) return error;
  const { code, place } = error;
  const text = place === undefined ? error.message : error.message.slice(formatPlace(place).length + 2);
  const own = text.replace(/; nothing was stored$/, '');
  const stored = groups.flatMap(({ parts }) =>
    parts.flatMap(({ draft, series }) => {
      const report = reports.get(series);
      return report === undefined ? [] : [`${seriesName(report)} of ${draft.faults.file} (${report.added} added)`];
    }),
  );
  const left = stored.length - mostNamed;
  const named = [...stored.slice(0, mostNamed), ...(left > 0 ? [`${left} more`] : [])].join(', ');
  return new SiisError(code, `${own}; nothing more was stored; stored before it: ${named}`, place, { cause: error });
}

function given(how: { readonly price: Grid | undefined; readonly lot: Grid | undefined }): {
  givenPrice: boolean;
  givenLot: Grid | undefined;
} {
  return { givenPrice: how.price !== undefined, givenLot: how.lot };
}

/** Volumes of forex and CFD bars count ticks, or what a bank offered, not what is traded. */
function tellsQuantity({ parts }: Group): boolean {
  const { draft, series } = parts[0]!;
  if (series.what.kind === 'bars' && (draft.kind === 'forex' || draft.kind === 'cfd')) return false;
  return parts.some((part) => part.series.volume.largest > 0);
}

function groupsOf(drafts: readonly Draft[]): Group[] {
  const groups = new Map<string, Group>();
  const byTime = drafts.toSorted((a, b) => a.rows.time.first - b.rows.time.first);
  for (const draft of byTime) {
    for (const { series } of draft.rows.bodies) {
      if (series.spool.count === 0) continue;
      const side = series.what.kind === 'bars' ? series.what.side : '';
      const key = [draft.instrument.id, series.what.kind, draft.timeframe?.name ?? '', side].join(' ');
      const group = groups.get(key) ?? { parts: [] };
      groups.set(key, group);
      group.parts.push({ draft, series });
    }
  }
  return [...groups.values()];
}

function storePart(store: ImportStore, { draft, series }: Part, steps: { price: Grid; volume: Grid }): SeriesReport {
  const timeframe = draft.timeframe?.name;
  const result = writeSeries(store, series, {
    id: draft.instrument.id,
    source: draft.faults.file,
    timeframe: timeframe ?? '',
    moved: draft.grid?.moved,
    ...steps,
  });
  const { what } = series;
  return {
    kind: what.kind === 'trade' ? 'trades' : what.kind === 'quote' ? 'quotes' : 'bars',
    ...(what.kind === 'bars' && timeframe !== undefined ? { timeframe, side: what.side } : {}),
    rows: series.spool.count,
    added: result.added,
    alreadyStored: result.alreadyStored,
    first: shortIso(result.first),
    last: shortIso(result.last),
    priceStep: steps.price.step,
    volumeStep: steps.volume.step,
  };
}

function fileReport(draft: Draft, reports: ReadonlyMap<Series, SeriesReport>, groups: readonly Group[]): FileReport {
  const own = draft.rows.bodies.map((body) => body.series);
  const roundings = groups.filter((group) => group.parts.some((part) => part.draft === draft)).flatMap(roundingNotes);
  return {
    file: draft.faults.file,
    format: draft.layout.format,
    instrument: draft.instrument.id,
    rows: draft.rows.count,
    gaps: draft.gaps,
    series: own.map((series) => reports.get(series)).filter((each) => each !== undefined),
    notes: [...draft.notes, ...new Set(roundings)],
    warnings: draft.warnings,
  };
}

function roundingNotes({ price, volume }: Group): string[] {
  return [...roundingNote('prices', price), ...roundingNote('volumes', volume)];
}

function roundingNote(what: string, step: Step | undefined): string[] {
  if (step?.isRounded !== true) return [];
  return [`${what} are rounded to ${step.grid.step}: finer digits of such large numbers cannot be counted`];
}
