import { existsSync } from 'node:fs';
import { Store } from '../../database/store.ts';
import { SiisError } from '../../util/errors.ts';
import { Grid } from '../../market/grid.ts';
import {
  type Draft,
  draftGaps,
  draftGrid,
  draftInstrument,
  draftSide,
  draftTimeframe,
  frameNotes,
  kindOfName,
} from './draft.ts';
import { Faults } from './faults.ts';
import { readRows } from './file-reader.ts';
import { FileRows } from './file-rows.ts';
import { checkOptions, type ImportOptions, type Wishes } from './import-options.ts';
import type { Layout } from './layout.ts';
import { openEntries } from './open-file.ts';
import type { ImportReport } from './report.ts';
import { type KnownSteps, SeriesMaker } from './series.ts';
import type { ImportStore } from './series-writer.ts';
import { SpoolStore } from './spool.ts';
import { storeDrafts } from './store-drafts.ts';
import type { Entry } from './unpack.ts';

type OpenStore = (dir: string, options: { readonly create: boolean }) => ImportStore;

/**
 * Imports files of ticks or bars into the store. Every row of every file is read and checked first; only when all are
 * good is anything stored. Memory does not grow with the files (a temporary file takes what is more than 64 MB).
 *
 * @param openStore for tests
 * @throws SiisError USAGE, INSTRUMENT_INVALID, FILE_NOT_FOUND, STORE_UNUSABLE, INTERRUPTED; DATA_INVALID with file and
 *   line for the first wrong row
 */
export async function runImport(
  options: ImportOptions,
  openStore: OpenStore = (...given) => Store.open(...given),
): Promise<ImportReport> {
  const wishes = checkOptions(options);
  const spools = new SpoolStore();
  let store = existsSync(options.data) ? openStore(options.data, { create: true }) : undefined;
  try {
    const drafts: Draft[] = [];
    const maker = new SeriesMaker(spools);
    for (const file of options.files) {
      for await (const entry of openEntries(file))
        drafts.push(await readDraft(entry, { options, wishes, maker, store }));
    }
    refuseMixture(drafts, wishes);
    store ??= openStore(options.data, { create: true });
    return storeDrafts(store, drafts, { data: options.data, price: wishes.price, lot: wishes.lot });
  } finally {
    spools.close();
    store?.close();
  }
}

interface ReadContext {
  readonly options: ImportOptions;
  readonly wishes: Wishes;
  readonly maker: SeriesMaker;
  readonly store: ImportStore | undefined;
}

async function readDraft(entry: Entry, context: ReadContext): Promise<Draft> {
  const { options, wishes, maker } = context;
  const faults = new Faults(entry.name);
  let layout: Layout | undefined;
  const begin = (found: Layout): FileRows => {
    layout = found;
    const side = draftSide(found, wishes, entry.name);
    const known = knownSteps(found, context, faults);
    return new FileRows(maker, { layout: found, faults }, { side, allowCrossed: wishes.allowCrossed, known });
  };
  const progress = (bytes: number): void => {
    if (options.signal?.aborted === true)
      throw new SiisError('INTERRUPTED', 'the import was stopped; nothing was stored');
    options.onProgress?.(entry.name, bytes);
  };
  const rows = await readRows(entry, faults, { format: wishes.format, wishes, begin, progress });
  rows.finish();
  return draftOf(rows, layout!, wishes, faults);
}

function draftOf(rows: FileRows, layout: Layout, wishes: Wishes, faults: Faults): Draft {
  const isBars = layout.rows === 'bars' || layout.rows === 'quote-bars';
  const timeframe = isBars ? draftTimeframe(rows, layout, wishes, faults) : undefined;
  const grid = timeframe === undefined ? undefined : draftGrid(rows, timeframe, faults);
  const instrument = draftInstrument(layout, wishes, faults);
  const notes = [
    ...rows.bodies.flatMap((body) => body.notes()),
    ...frameNotes(rows, timeframe),
    ...(grid?.notes ?? []),
  ];
  const warnings = rows.identity.warnings(instrument);
  const kind = layout.kind ?? kindOfName(instrument);
  return { faults, layout, instrument, kind, rows, timeframe, grid, gaps: draftGaps(rows, timeframe), notes, warnings };
}

/** Steps from the command line, else those the store knows of the instrument. */
function knownSteps(layout: Layout, { wishes, store }: ReadContext, faults: Faults): KnownSteps {
  const { id } = draftInstrument(layout, wishes, faults);
  const spec = store?.instrument(id)?.spec;
  return {
    price: wishes.price ?? (spec === undefined ? undefined : new Grid(spec.tickSize)),
    lot: wishes.lot ?? (spec === undefined ? undefined : new Grid(spec.lotSize)),
    priceOption: wishes.price === undefined ? undefined : '--price-step',
    lotOption: wishes.lot === undefined ? undefined : '--lot-step',
  };
}

/** One `--instrument` for files that say they are of several would mix their ticks. */
function refuseMixture(drafts: readonly Draft[], wishes: Wishes): void {
  const told = new Map(
    drafts.filter((each) => each.layout.instrument !== undefined).map((each) => [each.layout.instrument, each]),
  );
  if (wishes.instrument === undefined || told.size < 2) return;
  const [first, second] = [...told.values()];
  const names = `${first!.faults.file} is of ${first!.layout.instrument}, ${second!.faults.file} of ${second!.layout.instrument}`;
  throw new SiisError('USAGE', `expected files of one instrument, because --instrument is given: ${names}`);
}
