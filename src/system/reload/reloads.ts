import type { Profile } from '../../config/profile.ts';
import { checkParams, type LoadedStrategy } from '../../config/strategies.ts';
import { formatPath } from '../../config/issues.ts';
import type { ReloadCommand } from '../../market/command.ts';
import { AssertionError, ensure } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import type { Session } from '../session/session.ts';
import { type Stops, withStops } from '../record/session-stops.ts';
import type { KeptSources } from './kept-source.ts';
import { parameterWords } from './parameter-words.ts';
import { type Newcomer, rehearse, type Stage } from './rehearsal.ts';
import { Swap } from './swap.ts';

/** Code of a strategy, ready to run: on this thread, or behind others. */
export interface Hosted {
  readonly strategy: LoadedStrategy;
  /** It is asked no more. */
  readonly retire: () => void;
  /** It stays: what ran before it is asked no more. */
  readonly settle: () => void;
}

/** What reloads need of a session. */
export interface ReloadParts {
  readonly session: Session;
  readonly stage: Stage;
  readonly profile: Profile;
  /** The strategies as the profile names them: where their files are. */
  readonly strategies: readonly LoadedStrategy[];
  /** Names of the versions that the session began with, by strategy. */
  readonly began: Readonly<Record<string, string>>;
  readonly sources: KeptSources;
  /** Makes loaded code run where strategies of the session run. */
  readonly host: (strategy: LoadedStrategy) => Hosted;
}

/** What came of it, in words. */
export interface Outcome {
  readonly done: boolean;
  readonly message: string;
}

/** What was found of the files of strategies. */
export interface Found {
  /** Code that can take over. */
  readonly versions: readonly { readonly strategy: string; readonly version: string }[];
  /** Why there is nothing of others, in sentences. */
  readonly faults: readonly string[];
}

/** Exchanges the code of strategies while their session runs. Equal commands make of an equal session the same again. */
export class Reloads {
  readonly #parts: ReloadParts;
  readonly #present = new Map<string, LoadedStrategy>();
  readonly #versions: Map<string, string>;
  readonly #swaps = new Map<string, Swap>();

  constructor(parts: ReloadParts) {
    this.#parts = parts;
    this.#versions = new Map(Object.entries(parts.began));
    for (const strategy of parts.strategies) this.#present.set(strategy.name, strategy);
  }

  /** Looks at the files of a strategy, or of all; keeps what is new of them with the session. Changes nothing of it. */
  look(name: string | undefined): Found {
    const { strategies } = this.#parts;
    const meant = strategies.filter((each) => name === undefined || each.name === name);
    const faults: string[] = [];
    const versions = meant.flatMap(({ name: strategy, file }) => {
      try {
        const version = file === undefined ? undefined : this.#keep(strategy, file);
        if (version !== undefined && version !== this.#versions.get(strategy)) return [{ strategy, version }];
        if (name !== undefined)
          faults.push(`${strategy}: ${version === undefined ? 'it comes with siis' : 'its file has not changed'}`);
      } catch (error) {
        faults.push(`${strategy}: ${messageOf(error)}; the code it had goes on`);
      }
      return [];
    });
    if (meant.length === 0)
      faults.push(`no strategy ${name}: expected one of ${strategies.map((each) => each.name).join(', ')}`);
    else if (versions.length === 0 && faults.length === 0) faults.push('no file of a strategy has changed');
    return { versions, faults };
  }

  /** Has a version take over. What is wrong with it is in the answer, and then everything is as it was. */
  apply({ strategy, version }: ReloadCommand): Outcome {
    const present = strategy === undefined ? undefined : this.#present.get(strategy);
    if (present === undefined || version === undefined) return { done: false, message: `no strategy ${strategy}` };
    let hosted: Hosted | undefined;
    try {
      const next = this.#load(present, version);
      hosted = this.#parts.host(next);
      const traders = this.#swap(hosted, version);
      const changes = parameterWords(present.params, next.params);
      const where = `${traders} ${traders === 1 ? 'market' : 'markets'}`;
      const message = `${present.name}: new code took over on ${where}${changes === '' ? '' : `; ${changes}`}`;
      return { done: true, message };
    } catch (error) {
      // Whatever code of others throws is its fault; a contradiction of siis itself is not.
      if (error instanceof AssertionError) throw error;
      hosted?.retire();
      return { done: false, message: `${present.name}: ${messageOf(error)}; the code it had goes on` };
    }
  }

  #keep(strategy: string, file: string): string {
    const { sources } = this.#parts;
    const version = sources.keep(file);
    // What does not load is not even tried.
    if (version !== this.#versions.get(strategy)) this.#load(ensure(this.#present.get(strategy), 'strategy'), version);
    return version;
  }

  /** @throws SiisError STRATEGY_INVALID */
  #load(present: LoadedStrategy, version: string): LoadedStrategy {
    return loadVersion(this.#parts, present, version);
  }

  #swap(hosted: Hosted, version: string): number {
    const { session, stage, profile } = this.#parts;
    const { strategy } = hosted;
    const { name, definition, params } = strategy;
    const newcomers = session.traders.flatMap((trader): Newcomer[] => {
      if (trader.name !== name) return [];
      const { id } = ensure(session.hubs[trader.market], 'market').instrument;
      const random = Random.derive(profile.seed, `${name}@${id}`);
      return [{ trader, understudy: trader.understudy(definition, params, random) }];
    });
    const rehearsed = rehearse(stage, session, newcomers);
    this.#swaps.get(name)?.withdraw();
    const before = { strategy: this.#present.get(name), version: this.#versions.get(name) };
    this.#present.set(name, strategy);
    this.#versions.set(name, version);
    const verdict = (fault: string | undefined): void => {
      this.#swaps.delete(name);
      if (fault === undefined) hosted.settle();
      else {
        hosted.retire();
        if (before.strategy !== undefined) this.#present.set(name, before.strategy);
        if (before.version !== undefined) this.#versions.set(name, before.version);
      }
      this.#tell(name, fault);
    };
    this.#swaps.set(name, new Swap(session, rehearsed, { newcomers, verdict }));
    return newcomers.length;
  }

  #tell(name: string, fault: string | undefined): void {
    const { bus, clock } = this.#parts.session;
    const message =
      fault === undefined
        ? `${name}: the new code decided for the first time, and stays`
        : `${name}: the new code was taken back, and the code before it goes on: ${fault}`;
    const level = fault === undefined ? 'info' : 'error';
    bus.publish({ kind: 'status', time: clock.now(), level, source: 'reload', message });
  }
}

function nothing(): void {
  // Nothing is left of code on this thread that is not asked any more.
}

/** Has code run on this thread. @param stops where strategies were stopped when the session did the same before */
export function hostHere(stops: Stops): (strategy: LoadedStrategy) => Hosted {
  return (strategy) => ({ strategy: withStops([strategy], stops)[0] ?? strategy, retire: nothing, settle: nothing });
}

/** A strategy with the code of a version that is kept, and parameters as that understands them. @throws SiisError STRATEGY_INVALID */
export function loadVersion(
  { sources, profile }: Pick<ReloadParts, 'sources' | 'profile'>,
  strategy: LoadedStrategy,
  version: string,
): LoadedStrategy {
  const { definition, file } = sources.load(version);
  const index = profile.strategies.findIndex(({ name }) => name === strategy.name);
  const written = profile.strategies[index]?.params ?? {};
  const { params, problems } = checkParams(definition, { path: ['strategies', index], params: written });
  const [first] = problems;
  if (first !== undefined) {
    const words = problems.map(({ path, text }) => `${formatPath(path)}: ${text}`).join('; ');
    throw new SiisError('STRATEGY_INVALID', `its parameters are others now: ${words}`);
  }
  return { ...strategy, definition, params, file };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
