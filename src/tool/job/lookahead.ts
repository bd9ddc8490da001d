import { noisyBars, noisyTicks } from '../../backtest/noise.ts';
import { formatTime } from '../../config/time.ts';
import type { LoadedProfile } from '../../config/load.ts';
import type { Store } from '../../database/store.ts';
import type { OrderRecord, RunRecord } from '../../market/record.ts';
import { barEnd, timeframe } from '../../market/timeframe.ts';
import type { BacktestStore } from '../../system/data/market-data.ts';
import { SiisError } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { openProfileStore, warnOfDamage, withPlace } from '../run/data-folder.ts';
import { loadRequest } from '../run/profile-request.ts';
import { throttled } from './throttled.ts';
import type { JobAnswer, JobLink, LookaheadRequest } from './messages.ts';
import { runHere } from './shards.ts';

/** One run on data that are invented from a moment on, compared with the run on the real ones. */
export interface Cut {
  /** Where the real data ended, ms. */
  readonly time: number;
  /** Orders before it, in the whole run. */
  readonly orders: number;
  /** The first order that is not the same in both runs; `undefined` when all are. */
  readonly difference: Difference | undefined;
}

export interface Difference {
  readonly whole: OrderRecord | undefined;
  readonly cut: OrderRecord | undefined;
}

/**
 * Runs the profile over all data as a backtest does, then over data that are noise after random moments. What was ordered before a moment
 * must not depend on what comes after it. Only paths that the run takes are tried: more cuts try more.
 */
export async function checkLookahead(request: LookaheadRequest, link: JobLink): Promise<JobAnswer> {
  const loaded = await loadRequest(request.profile);
  const store = openProfileStore(loaded, request.range);
  warnOfDamage(loaded, store, link.warn);
  try {
    const { whole, cuts } = runCuts(loaded, store, request, link);
    const isInterrupted = cuts.length < request.cuts;
    const wrong = cuts.filter(({ difference }) => difference !== undefined).length;
    const text = request.json ? toJson(whole, cuts, isInterrupted) : toText(loaded, whole, cuts);
    return { text, isInterrupted, exitCode: wrong > 0 ? 1 : isInterrupted ? 130 : 0, notes: [] };
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    store.close();
  }
}

/** The same store, with noise in place of what happened after a moment. */
function noisy(store: Store, time: number, seed: string): BacktestStore {
  return {
    instrument: (id) => store.instrument(id),
    coverage: (id) => store.coverage(id),
    openTicks: (id, query) => {
      const source = store.openTicks(id, query);
      return source === undefined ? undefined : noisyTicks(source, time, `${seed}/${id}`);
    },
    openBars: (id, query) => {
      const source = store.openBars(id, query);
      const frame = timeframe(query.timeframe);
      return source === undefined
        ? undefined
        : noisyBars(source, (start) => barEnd(frame, start), time, `${seed}/${id}`);
    },
  };
}

function runCuts(
  loaded: LoadedProfile,
  store: Store,
  request: LookaheadRequest,
  link: JobLink,
): { whole: RunRecord; cuts: Cut[] } {
  const progress = throttled(link.progress);
  const part = (index: number): JobLink => ({
    ...link,
    // The strategies would say everything once more with each run.
    said: () => undefined,
    progress: (each) => progress({ ...each, done: (index + each.done) / (request.cuts + 1) }),
  });
  const { range } = request;
  const whole = runHere(loaded, store, range, part(0));
  if (whole.interrupted) return { whole, cuts: [] };
  const again = compare(whole, runHere(loaded, store, range, part(0)), Infinity);
  if (again.difference !== undefined) {
    throw new SiisError(
      'STRATEGY_INVALID',
      `two runs on the same data differ: ${tell(again.difference)}; a strategy uses a clock or chance of its own, so nothing can be said about looking ahead`,
    );
  }
  const random = Random.derive(loaded.profile.seed, 'lookahead');
  const cuts: Cut[] = [];
  while (cuts.length < request.cuts && !link.shouldStop()) {
    const time = cutTime(whole, random);
    const record = runHere(loaded, noisy(store, time, loaded.profile.seed), range, part(cuts.length + 1));
    if (!record.interrupted) cuts.push(compare(whole, record, time));
  }
  return { whole, cuts };
}

/** A moment within the run, right after some order when there are any: that is where looking ahead would pay. */
function cutTime({ orders, startTime, endTime }: RunRecord, random: Random): number {
  const inner = orders.filter(({ time }) => time > startTime && time < endTime - 1);
  const order = inner[random.below(inner.length)];
  if (order !== undefined) return order.time + 1;
  return startTime + 1 + random.below(Math.max(1, endTime - startTime - 1));
}

/** Compares what was decided before the cut. What became of an order later may differ: the data after it do. */
export function compare(whole: RunRecord, cut: RunRecord, time: number): Cut {
  const [all, some] = [whole, cut].map(({ orders }) => orders.filter((order) => order.time < time));
  const length = Math.max(all!.length, some!.length);
  for (let k = 0; k < length; k++) {
    const pair = { whole: all![k], cut: some![k] };
    if (decisionOf(pair.whole) !== decisionOf(pair.cut)) return { time, orders: all!.length, difference: pair };
  }
  return { time, orders: all!.length, difference: undefined };
}

/** What was decided when the order was sent; how it was changed later may depend on later data. */
function decisionOf(order: OrderRecord | undefined): string {
  if (order === undefined) return '';
  const { id, instrument, side, type, quantity, sentQuantity, price, sentPrice, time } = order;
  return [id, instrument, side, type, sentQuantity ?? quantity, sentPrice ?? price, time].join(' ');
}

function toText({ profile }: LoadedProfile, whole: RunRecord, cuts: readonly Cut[]): string {
  const lines = cuts.map(({ time, orders, difference }) => {
    const said = difference === undefined ? `${orders} orders, all the same` : `differs: ${tell(difference)}`;
    return `  noise after ${formatTime(time)}: ${said}`;
  });
  const wrong = cuts.filter(({ difference }) => difference !== undefined).length;
  const verdict =
    wrong === 0 ? 'no order depends on data after it' : `looks ahead: ${wrong} of ${cuts.length} runs differ`;
  const few = whole.orders.length === 0 ? ['  the run made no orders: nothing could be compared'] : [];
  return [
    `${profile.name}: ${verdict} (${whole.orders.length} orders, ${cuts.length} runs with noise)`,
    ...lines,
    ...few,
  ].join('\n');
}

function tell({ whole, cut }: Difference): string {
  return `${nameOf(whole)} in the first run, ${nameOf(cut)} in the other`;
}

function nameOf(order: OrderRecord | undefined): string {
  if (order === undefined) return 'no order';
  const { id, side, quantity, sentQuantity, instrument, type, price, sentPrice, time } = order;
  const level = sentPrice ?? price;
  const at = level === undefined ? '' : ` ${level}`;
  return `${id}: ${side} ${sentQuantity ?? quantity} ${instrument} ${type}${at} at ${formatTime(time)}`;
}

function toJson(whole: RunRecord, cuts: readonly Cut[], isInterrupted: boolean): string {
  const ok = cuts.every(({ difference }) => difference === undefined);
  return JSON.stringify({ ok, isInterrupted, orders: whole.orders.length, cuts });
}
