import { SiisError } from '../util/errors.ts';

/** A whole number a user may set. */
export interface IntParam {
  readonly kind: 'int';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly description: string;
}

/** A real number a user may set. */
export interface NumberParam {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly description: string;
}

/** One of a few words. */
export interface EnumParam<Choice extends string = string> {
  readonly kind: 'enum';
  readonly default: Choice;
  readonly choices: readonly Choice[];
  readonly description: string;
}

/** A parameter of one of three kinds. */
export type Param = IntParam | NumberParam | EnumParam;
/** Parameters by name, in the order in which help and docs list them. */
export type Params = Readonly<Record<string, Param>>;

/** What a user hands in: words and numbers by parameter name; text is read as the parameter's kind. */
export type ParamInput = Readonly<Record<string, number | string>>;

/** The values of a parameter list, defaults filled in. */
export type ParamValues<P extends Params> = {
  readonly [Name in keyof P]: P[Name] extends EnumParam<infer Choice> ? Choice : number;
};

/** Longest window an indicator accepts. */
const LONGEST = 100_000;

/** A count of inputs. */
export function lengthParam(fallback: number, description: string, min = 1): IntParam {
  return { kind: 'int', default: fallback, min, max: LONGEST, description };
}

/** A whole number in a range, both ends included. */
export function intParam(fallback: number, min: number, max: number, description: string): IntParam {
  return { kind: 'int', default: fallback, min, max, description };
}

/** A real number in a range, both ends included. */
export function numberParam(fallback: number, min: number, max: number, description: string): NumberParam {
  return { kind: 'number', default: fallback, min, max, description };
}

/** The first choice is the default. */
export function enumParam<const Choice extends string>(
  choices: readonly [Choice, ...Choice[]],
  description: string,
): EnumParam<Choice> {
  return { kind: 'enum', default: choices[0], choices, description };
}

/**
 * Checks what a user handed in against a parameter list and fills in defaults.
 *
 * @throws SiisError INDICATOR_INVALID for an unknown name, a wrong kind, or a value out of range.
 */
export function readParams<P extends Params>(owner: string, params: P, input: ParamInput): ParamValues<P> {
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(params, name)) throw refusal(owner, unknownName(name, Object.keys(params)));
  }
  const values = Object.entries(params).map(([name, param]) => [name, readOne(owner, name, param, input[name])]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one entry per parameter, each of its kind
  return Object.fromEntries(values) as ParamValues<P>;
}

function readOne(owner: string, name: string, param: Param, given: number | string | undefined): number | string {
  if (given === undefined) return param.default;
  if (param.kind === 'enum') {
    if (param.choices.includes(String(given))) return String(given);
    throw refusal(owner, `${name} must be one of ${param.choices.join(', ')}, was ${given}`);
  }
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  const kind = param.kind === 'int' ? 'a whole number' : 'a number';
  const right = typeof value === 'number' && (param.kind === 'int' ? Number.isInteger(value) : Number.isFinite(value));
  if (!right || value < param.min || value > param.max) {
    throw refusal(owner, `${name} must be ${kind} from ${param.min} to ${param.max}, was ${given}`);
  }
  return value;
}

function unknownName(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near === undefined ? `its parameters are: ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
  return `it has no parameter ${name}; ${hint}`;
}

function refusal(owner: string, message: string): SiisError {
  return new SiisError('INDICATOR_INVALID', `indicator ${owner}: ${message}`);
}

/** The known word within two edits of `word`, or that `word` begins; `undefined` when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const ranked = known
    .map((name) => ({ name, distance: name.startsWith(wanted) ? 1 : editDistance(wanted, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= 2 ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[b.length]!;
}
