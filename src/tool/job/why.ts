import { formatTime } from '../../config/time.ts';
import type { LoadedProfile } from '../../config/load.ts';
import type { Store } from '../../database/store.ts';
import { parseInstrumentName } from '../../market/instrument.ts';
import { backtestAgain, type Onlooker, sessionAgain } from '../../system/again/again.ts';
import { sessionIds } from '../../system/record/session-folder.ts';
import { shardsOf } from '../../system/backtest/shard.ts';
import { type Doable, explainIdle, explainTarget, explainWatch, listTrades } from '../../system/why/explain.ts';
import { rollJson } from '../../system/why/roll.ts';
import { readTarget } from '../../system/why/target.ts';
import type { Explanation } from '../../system/why/step.ts';
import { readWatchTarget } from '../../system/why/watch-chain.ts';
import { ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { didYouMean } from '../../util/suggest.ts';
import { openProfileStore, withPlace } from '../run/data-folder.ts';
import { namedSession } from '../run/named-session.ts';
import { loadRequest } from '../run/profile-request.ts';
import { sessionPlace } from '../run/session-place.ts';
import { explanationText, idleText, rollText } from '../why-text.ts';
import type { JobAnswer, JobLink, Question, WhyRequest } from './messages.ts';

/** What is done again: parts that share nothing, and what they are called. */
interface Source {
  readonly words: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly parts: readonly Doable[];
}

/** Does a session or a backtest again and explains what it is asked. @throws SiisError */
export async function whyJob(request: WhyRequest, link: JobLink): Promise<JobAnswer> {
  const loaded = await loadRequest(request.profile);
  const { question: why } = request;
  const place = sessionPlace(loaded);
  const hasSession = why.session !== undefined || sessionIds(place).length > 0;
  const meta = why.isBacktest || !hasSession ? undefined : namedSession(place, loaded.profile.name, why.session);
  const isStored = meta === undefined || loaded.profile.data.source !== 'synthetic';
  let store: Store | undefined;
  try {
    store = isStored ? openProfileStore(loaded, meta === undefined ? request.range : {}) : undefined;
    const source =
      meta === undefined
        ? backtestSource(loaded, ensure(store, 'store'), request, link)
        : {
            words: `in the paper session ${meta.id}`,
            facts: { session: meta.id },
            parts: [sessionPart(loaded, store, link, (plan, onlooker) => sessionAgain(place, meta, plan, onlooker))],
          };
    const text = answer(loaded, source, why, request.json);
    if (link.shouldStop()) throw new SiisError('INTERRUPTED', 'stopped before the answer was found');
    return { text, isInterrupted: false, exitCode: 0, notes: [] };
  } catch (error) {
    throw link.shouldStop()
      ? new SiisError('INTERRUPTED', 'stopped before the answer was found')
      : withPlace(error, loaded);
  } finally {
    store?.close();
  }
}

type SessionAgain = (plan: Parameters<typeof sessionAgain>[2], onlooker: Onlooker) => ReturnType<typeof sessionAgain>;

function sessionPart(
  { profile, strategies }: LoadedProfile,
  store: Store | undefined,
  link: JobLink,
  again: SessionAgain,
): Doable {
  const plan = { profile, strategies, ...(store === undefined ? {} : { store }) };
  return {
    profile,
    doAgain: (onlooker) =>
      again(plan, { ...onlooker, isDone: (session) => link.shouldStop() || onlooker.isDone?.(session) === true }),
  };
}

function backtestSource(loaded: LoadedProfile, store: Store, request: WhyRequest, link: JobLink): Source {
  const { from, to } = request.range;
  const range = `${from === undefined ? '' : ` from ${formatTime(from)}`}${to === undefined ? '' : ` to ${formatTime(to)}`}`;
  return {
    words: `in a backtest of ${loaded.profile.name}${range}`,
    facts: { backtest: loaded.profile.name, ...request.range },
    parts: shardsOf(loaded.profile, loaded.strategies).map(({ profile, strategies }) => ({
      profile,
      doAgain: (onlooker) => backtestAgain({ profile, strategies, store, from, to }, onlooker, link.shouldStop),
    })),
  };
}

function answer(loaded: LoadedProfile, source: Source, why: Question, json: boolean): string {
  const { words, facts } = source;
  if (why.not !== undefined) {
    const instrument = tradedName(loaded, why.not.instrument);
    const { at } = why.not;
    const answers = source.parts
      .filter(({ profile }) => profile.instruments.includes(instrument))
      .flatMap((part) => explainIdle(part, instrument, at));
    return json ? JSON.stringify({ ...facts, instrument, at, strategies: answers }) : idleText(answers, at, words);
  }
  if (why.id === undefined) {
    const entries = source.parts.flatMap(listTrades).toSorted((a, b) => a.time - b.time);
    return json ? JSON.stringify({ ...facts, trades: entries.map(rollJson) }) : rollText(entries, words);
  }
  const found = explained(loaded, source, why.id);
  if (found === undefined) throw unknownId(loaded, source, why.id);
  return json ? JSON.stringify({ ...facts, ...found }) : explanationText(found, words);
}

/** What an id names, explained; `undefined` where there never was such an id. */
function explained({ profile }: LoadedProfile, { parts }: Source, id: string): Explanation | undefined {
  const watch = readWatchTarget(id);
  if (watch !== undefined) {
    // Parts that share nothing count by themselves: the first that has one of this id is meant.
    for (const part of parts) {
      const found = explainWatch(part, watch);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const target = readTarget(id, profile);
  if (target === undefined) return undefined;
  const part = parts.find((each) => each.profile.instruments.includes(target.instrument));
  return part === undefined ? undefined : explainTarget(part, target);
}

/** @throws SiisError INSTRUMENT_INVALID for one that no strategy of the profile trades */
function tradedName({ profile }: LoadedProfile, text: string): Doable['profile']['instruments'][number] {
  const id = parseInstrumentName(text)?.id;
  if (id !== undefined && profile.instruments.includes(id)) return id;
  const traded = profile.instruments.join(', ');
  throw new SiisError(
    'INSTRUMENT_INVALID',
    `--not: expected an instrument that a strategy of ${profile.name} trades (${traded}), came '${text}'${didYouMean(id ?? text, profile.instruments)}`,
  );
}

function unknownId({ profile }: LoadedProfile, { words }: Source, id: string): SiisError {
  return new SiisError(
    'FILE_NOT_FOUND',
    `expected the id of a trade, a signal, an order, an alert or a region, came '${id}', which is not ${words}; see which there are: siis why ${profile.name}`,
  );
}
