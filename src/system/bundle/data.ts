import type { BarCoverage, Coverage, TickCoverage } from '../../database/coverage.ts';
import type { Store } from '../../database/store.ts';
import { instrumentId } from '../../market/instrument.ts';
import type { BacktestStore, DataQuery } from '../data/market-data.ts';
import type { BundleData } from './format.ts';

/** The stored data that a run reads, with their fingerprints. @throws SiisError DATA_CORRUPT */
export function bundleData(store: Store, queries: readonly DataQuery[]): BundleData[] {
  return queries.map(({ id, coverage, query }) => ({
    instrument: id,
    what: kindOf(coverage),
    first: coverage.first,
    last: coverage.last,
    ...query,
    print: store.fingerprint(id, { ...query, ...seriesOf(coverage) }) ?? '',
  }));
}

/** What is stored now is not what a run has read, in words; empty where it is. @throws SiisError DATA_CORRUPT */
export function changedData(store: Store, data: readonly BundleData[]): string[] {
  return data.flatMap(({ instrument, what, from, to, print }) => {
    const id = instrumentId(instrument);
    const coverage = store.coverage(id).find((each) => kindOf(each) === what);
    if (coverage === undefined) return [`the store has no ${what} of ${instrument}`];
    const now = store.fingerprint(id, { from, to, ...seriesOf(coverage) }) ?? '';
    return now === print ? [] : [`the stored ${what} of ${instrument} changed`];
  });
}

/** A store as it was when a run read it: what was added before and behind since then is not there. */
export function clippedStore(store: Store, data: readonly BundleData[]): BacktestStore {
  const clip = <C extends Coverage>(coverage: C): C => {
    const then = data.find(({ instrument, what }) => instrument === coverage.instrument && what === kindOf(coverage));
    if (then === undefined) return coverage;
    return { ...coverage, first: Math.max(coverage.first, then.first), last: Math.min(coverage.last, then.last) };
  };
  return {
    instrument: (id) => store.instrument(id),
    coverage: (id) => store.coverage(id).map((each) => clip(each)),
    openTicks: (id, query) => store.openTicks(id, query),
    openBars: (id, query) => store.openBars(id, query),
  };
}

function seriesOf(coverage: Coverage): { kind: TickCoverage['ticks'] } | Pick<BarCoverage, 'timeframe' | 'side'> {
  if (coverage.kind === 'ticks') return { kind: coverage.ticks };
  return { timeframe: coverage.timeframe, side: coverage.side };
}

function kindOf(coverage: Coverage): string {
  return coverage.kind === 'ticks' ? `${coverage.ticks} ticks` : `${coverage.timeframe} ${coverage.side} bars`;
}
