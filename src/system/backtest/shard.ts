import { createHash } from 'node:crypto';
import type { Profile } from '../../config/profile.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import type { EquityPoint, MarketRecord, RunRecord, TradeRecord } from '../../market/record.ts';
import { money, moneyToText } from '../../market/money.ts';
import { joinHashes } from './run-hash.ts';

/** A part of a run that shares nothing with the others: its own account, its own session. */
export interface Shard {
  readonly profile: Profile;
  readonly strategies: readonly LoadedStrategy[];
}

/**
 * Cuts a run into what is independent: one shard an instrument where accounts are separate, else one in all. Caps and
 * balances count per account, so how many shards run at once changes nothing.
 */
export function shardsOf(profile: Profile, strategies: readonly LoadedStrategy[]): Shard[] {
  if (!profile.account.separate || profile.instruments.length === 1) return [{ profile, strategies }];
  return profile.instruments.map((id) => ({
    profile: { ...profile, instruments: [id] },
    strategies: strategies
      .filter((strategy) => strategy.instruments.includes(id))
      .map((strategy) => ({ ...strategy, instruments: [id] })),
  }));
}

/** One record of all shards, in the order of the profile: trades and orders by time, equity summed. */
export function mergeRecords(records: readonly RunRecord[], seconds: number): RunRecord {
  const [first] = records;
  if (first === undefined || records.length === 1) return first!;
  const sum = (pick: (record: RunRecord) => number): number =>
    records.reduce((total, record) => total + pick(record), 0);
  const total = (pick: (record: RunRecord) => string): string =>
    moneyToText(records.reduce((all, record) => all + money(pick(record)), 0n));
  const trades = records.flatMap((record) => record.trades).toSorted((a, b) => a.exitTime - b.exitTime);
  const openTrades = records.flatMap((record) => record.openTrades);
  const { markets, repeated } = marketsOnce(records);
  const again = (pick: (passed: { ticks: number; bars: number }) => number): number =>
    repeated.reduce((all, { passed = { ticks: 0, bars: 0 } }) => all + pick(passed), 0);
  const ticks = sum((record) => record.speed.ticks) - again((passed) => passed.ticks);
  const bars = sum((record) => record.speed.bars) - again((passed) => passed.bars);
  return {
    ...first,
    id: createHash('sha256')
      .update(records.map((record) => record.id).join('\n'))
      .digest('hex')
      .slice(0, 12),
    calendar: commonCalendar(records),
    hash: joinHashes(records.map((record) => record.hash)),
    paths: pathsOnce(records),
    startTime: Math.min(...records.map((record) => record.startTime)),
    endTime: Math.max(...records.map((record) => record.endTime)),
    startEquity: sum((record) => record.startEquity),
    interrupted: records.some((record) => record.interrupted),
    warnings: [...new Set(records.flatMap((record) => record.warnings))],
    trades,
    orders: records.flatMap((record) => record.orders).toSorted((a, b) => a.time - b.time),
    openTrades,
    equity: addCurves(records, (record) => record.equity),
    dailyEquity: addCurves(records, (record) => record.dailyEquity),
    markets,
    gaps: onceByMarket(records, ({ gaps }) => gaps),
    closings: onceByMarket(records, ({ closings }) => closings),
    denials: addCounts(records),
    exposure: {
      time: coveredTime([...trades, ...openTrades]),
      notionalTime: sum((record) => record.exposure.notionalTime),
    },
    fees: total((record) => record.fees),
    funding: total((record) => record.funding),
    slippage: total((record) => record.slippage),
    turnover: total((record) => record.turnover),
    speed: { ticks, bars, seconds, ticksPerSecond: seconds > 0 ? Math.round((ticks > 0 ? ticks : bars) / seconds) : 0 },
  };
}

/**
 * A shard has the markets that its strategies look at as well, and another may trade them. Each market once: those that
 * are traded first, as they are where they are traded. `repeated` are the other records of the same markets.
 */
function marketsOnce(records: readonly RunRecord[]): { markets: MarketRecord[]; repeated: MarketRecord[] } {
  const all = records.flatMap((record) => record.markets);
  const sorted = [...all.filter(({ isInput }) => isInput !== true), ...all.filter(({ isInput }) => isInput === true)];
  const known = new Set<string>();
  const markets: MarketRecord[] = [];
  const repeated: MarketRecord[] = [];
  for (const market of sorted) {
    (known.has(market.instrument) ? repeated : markets).push(market);
    known.add(market.instrument);
  }
  return { markets, repeated };
}

/** A market's path is that of the shard that trades it. */
function pathsOnce(records: readonly RunRecord[]): RunRecord['paths'] {
  const paths: Record<string, RunRecord['paths'][string]> = {};
  for (const record of records) {
    const inputs = new Set(
      record.markets.filter(({ isInput }) => isInput === true).map(({ instrument }) => instrument),
    );
    for (const [instrument, path] of Object.entries(record.paths))
      if (!inputs.has(instrument) || paths[instrument] === undefined) paths[instrument] = path;
  }
  return paths;
}

/** What is told of a market's data, as the first shard that has the market tells it. */
function onceByMarket<T extends { readonly instrument: string }>(
  records: readonly RunRecord[],
  listOf: (record: RunRecord) => readonly T[] | undefined,
): T[] {
  const known = new Set<string>();
  return records.flatMap((record) => {
    const fresh = (listOf(record) ?? []).filter(({ instrument }) => !known.has(instrument));
    for (const { instrument } of record.markets) known.add(instrument);
    return fresh;
  });
}

/** When the markets of all shards trade. */
function commonCalendar(records: readonly RunRecord[]): RunRecord['calendar'] {
  if (records.some((record) => record.calendar === 'continuous')) return 'continuous';
  return records.every((record) => record.calendar === 'weekdays') ? 'weekdays' : undefined;
}

/** The sum of curves at every moment that any of them has a point; before its first point a curve stands at it. */
function addCurves(records: readonly RunRecord[], pick: (record: RunRecord) => readonly EquityPoint[]): EquityPoint[] {
  const curves = records.map(pick).filter((curve) => curve.length > 0);
  const times = [...new Set(curves.flatMap((curve) => curve.map(([time]) => time)))].toSorted((a, b) => a - b);
  const at = curves.map(() => 0);
  return times.map((time): EquityPoint => {
    let value = 0;
    curves.forEach((curve, k) => {
      while (at[k]! + 1 < curve.length && curve[at[k]! + 1]![0] <= time) at[k]!++;
      value += curve[at[k]!]![1];
    });
    return [time, value];
  });
}

function addCounts(records: readonly RunRecord[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) {
    for (const [reason, count] of Object.entries(record.denials)) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Time with at least one trade open, overlaps counted once. */
function coveredTime(trades: readonly TradeRecord[]): number {
  const spans = trades
    .map((trade): [number, number] => [trade.entryTime, trade.exitTime])
    .toSorted((a, b) => a[0] - b[0]);
  let time = 0;
  let reached = -Infinity;
  for (const [from, to] of spans) {
    if (to <= reached) continue;
    time += to - Math.max(from, reached);
    reached = to;
  }
  return time;
}
