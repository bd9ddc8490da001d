import { formatPlace, type ErrorCode, type Place, SiisError } from '../util/errors.ts';
import { formatPath, type Path, type Problem } from './issues.ts';
import type { Override } from './override.ts';
import type { YamlSource } from './source.ts';

const mostShown = 10;

interface Entry {
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly text: string;
}

/** Collects all that is wrong with a profile, so that one message tells it. */
export class Gathering {
  readonly #source: YamlSource;
  readonly #overrides: readonly Override[];
  readonly #entries: Entry[] = [];

  constructor(source: YamlSource, overrides: readonly Override[]) {
    this.#source = source;
    this.#overrides = overrides;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(problem: Problem, code: ErrorCode = 'CONFIG_INVALID'): void {
    const path = problem.path.length === 0 ? '' : `${formatPath(problem.path)}: `;
    const override = this.overrideOf(problem.path);
    if (override === undefined) {
      const place = this.#source.placeOf(problem.path, problem.atKey);
      this.#entries.push({ code, place, text: `${path}${problem.text}` });
    } else {
      this.#entries.push({ code, place: undefined, text: `${override.label}: ${path}${problem.text}` });
    }
  }

  /** An error that came up under `path`; one that knows its own place keeps it. */
  addError(error: unknown, path: Path): void {
    if (error instanceof SiisError && error.place !== undefined) {
      const text = error.message.slice(formatPlace(error.place).length + 2);
      this.#entries.push({ code: error.code, place: error.place, text });
    } else {
      const text = error instanceof Error ? error.message : String(error);
      this.add({ path, text }, error instanceof SiisError ? error.code : 'STRATEGY_INVALID');
    }
  }

  /** @throws SiisError with all that was added: the first fault of the file first. */
  throwIfAny(): void {
    const [first, ...rest] = this.#entries.toSorted((a, b) => compare(a, b, this.#source.file));
    if (first === undefined) return;
    const shown = rest
      .slice(0, mostShown - 1)
      .map(({ place, text }) => (place === undefined ? text : `${formatPlace(place)}: ${text}`));
    if (rest.length > shown.length) shown.push(`and ${rest.length - shown.length} more`);
    throw new SiisError(first.code, [first.text, ...shown].join('\n'), first.place);
  }

  /** The override that a value came from: the last one that set it or something around it. */
  overrideOf(path: Path): Override | undefined {
    const around = this.#overrides.findLast((each) => isPrefix(each.path, path));
    if (around !== undefined || this.#source.has(path)) return around;
    const within = this.#overrides.findLast((each) => isPrefix(path, each.path));
    const parent = path.slice(0, -1);
    if (within !== undefined || this.#source.has(parent)) return within;
    return this.#overrides.findLast((each) => isPrefix(parent, each.path));
  }
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, at) => String(step) === String(path[at]));
}

function compare(a: Entry, b: Entry, file: string): number {
  return rank(a, file) - rank(b, file);
}

/** By place in the profile; then what is wrong in other files; then the overrides. */
function rank({ place }: Entry, file: string): number {
  if (place === undefined) return Infinity;
  return place.file === file ? (place.line ?? 0) * 10_000 + (place.column ?? 0) : Number.MAX_SAFE_INTEGER;
}
