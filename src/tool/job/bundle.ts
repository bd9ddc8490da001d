import { writeFileSync } from 'node:fs';
import type { LoadedProfile } from '../../config/load.ts';
import { displayPath } from '../../config/workspace.ts';
import type { Store } from '../../database/store.ts';
import type { RunRecord } from '../../market/record.ts';
import { bundleData, changedData, clippedStore } from '../../system/bundle/data.ts';
import { differencesOf } from '../../system/bundle/differences.ts';
import { type Bundle, type BundleData, encodeBundle } from '../../system/bundle/format.ts';
import { bundleSource } from '../../system/bundle/source-files.ts';
import { dataQueries } from '../../system/data/market-data.ts';
import { openBacktest } from '../../system/backtest/open-backtest.ts';
import { shardsOf } from '../../system/backtest/shard.ts';
import { programVersion } from '../../system/version.ts';
import { ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { openProfileStore, withPlace } from '../run/data-folder.ts';
import { renderReport, reported, type Reported } from '../run-report.ts';
import { throttled } from './throttled.ts';
import type { JobAnswer, JobLink, BacktestRequest } from './messages.ts';
import { withBundle } from './open-bundle.ts';
import { runHere } from './shards.ts';

/** Writes a backtest that ran with all that it depends on. @throws SiisError FILE_NOT_FOUND, BUNDLE_INVALID */
export function writeBacktestBundle(
  { record, statistics }: Reported,
  {
    loaded,
    store,
    request,
  }: { readonly loaded: LoadedProfile; readonly store: Store; readonly request: BacktestRequest },
  file: string,
): void {
  const { from, to } = request.range;
  const { set } = request.profile;
  const source = bundleSource(loaded, { set, env: process.env });
  saveBundle(file, {
    format: 'siis bundle',
    version: 1,
    kind: 'backtest',
    siis: programVersion(),
    node: process.version,
    ...source,
    files: [...source.files],
    range: { from: from ?? null, to: to ?? null },
    data: dataOf(loaded, store, request),
    results: { ...resultsOf(record), statistics },
    session: null,
  });
}

/** Writes a bundle to its file. @throws SiisError FILE_NOT_FOUND where that cannot be written */
export function saveBundle(file: string, bundle: Bundle): void {
  const bytes = encodeBundle(bundle);
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SiisError('FILE_NOT_FOUND', `expected a bundle's file that can be written, came ${file}: ${why}`);
  }
}

function resultsOf({ hash, orders, trades, openTrades, startTime, endTime }: RunRecord): Record<string, unknown> {
  const counts = { orders: orders.length, trades: trades.length, openTrades: openTrades.length };
  return { hash, ...counts, startTime, endTime };
}

/** What the run has read, each once. */
function dataOf(
  { profile, strategies }: LoadedProfile,
  store: Store,
  { range: { from, to } }: BacktestRequest,
): BundleData[] {
  const queries = shardsOf(profile, strategies).flatMap((shard) => {
    const { session, chosen, lanes } = openBacktest({ ...shard, store, from, to });
    for (const lane of lanes) lane.close();
    return dataQueries(session, chosen, { range: { from, to }, history: profile.history === 'auto' });
  });
  const known = new Set<string>();
  const once = queries.filter(({ id, query }) => {
    const name = `${id} ${query.from} ${query.to}`;
    if (known.has(name)) return false;
    known.add(name);
    return true;
  });
  return bundleData(store, once);
}

/**
 * Runs a bundle of a backtest again. @returns its report where it comes to the hash that it holds
 * @throws SiisError BUNDLE_DIFFERS with what is not as it was
 */
export function reproduceJob(request: BacktestRequest, link: JobLink): Promise<JobAnswer> {
  const file = ensure(request.bundle.read, 'the bundle');
  const { workspace, data } = request.profile;
  return withBundle({ file, workspace, data }, 'backtest', ({ bundle, loaded, changed }) => {
    const range = {
      ...(bundle.range.from === null ? {} : { from: bundle.range.from }),
      ...(bundle.range.to === null ? {} : { to: bundle.range.to }),
    };
    const store = openProfileStore(loaded, range);
    try {
      const clipped = clippedStore(store, bundle.data);
      const record = runHere(loaded, clipped, range, { ...link, progress: throttled(link.progress) });
      if (record.interrupted) throw new SiisError('INTERRUPTED', 'stopped before the bundle had run to its end');
      const differences = [...changedData(store, bundle.data), ...differencesOf(bundle, loaded, changed)];
      if (record.hash !== bundle.results['hash']) throw differs(file, bundle, record, differences);
      const note = `reproduced: the orders of ${displayPath(file)}, hash ${record.hash}`;
      const text = renderReport(reported(record), { json: request.json, colour: request.colour });
      const notes = [note, ...differences.map((each) => `although ${each}`)];
      return { text, isInterrupted: false, exitCode: 0, notes };
    } catch (error) {
      throw withPlace(error, loaded);
    } finally {
      store.close();
    }
  });
}

function differs(file: string, { results }: Bundle, record: RunRecord, differences: readonly string[]): SiisError {
  const shown = displayPath(file);
  const why =
    differences.length === 0
      ? 'data, source, profile, siis and Node are what they were: siis is to blame'
      : `not as it was: ${differences.join('; ')}`;
  const orders = `${record.orders.length} orders, was ${String(results['orders'])}`;
  return new SiisError(
    'BUNDLE_DIFFERS',
    `${shown}: expected the hash ${String(results['hash'])}, came ${record.hash} (${orders}); ${why}`,
  );
}
