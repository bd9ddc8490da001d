import { SiisError } from '../util/errors.ts';
import type { ShowFace } from '../system/door/face-door.ts';
import type { Output } from './output.ts';

/** Faces that were brought along; absent ones cannot be shown. */
export interface Faces {
  readonly terminal?: ShowFace;
}

/** One command line, read: what a verb is run with. */
export class Call {
  readonly args: readonly string[];
  readonly out: Output;
  /** Aborted by the first Ctrl-C, and when nobody reads stdout any more. */
  readonly stop: AbortSignal;
  readonly faces: Faces;
  /** What SIGHUP is to do, for a run that nobody sits before; else it ends it. */
  readonly onHangup: (act: () => void) => void;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(parts: {
    args: readonly string[];
    options: Readonly<Record<string, unknown>>;
    out: Output;
    stop: AbortSignal;
    faces?: Faces;
    onHangup?: (act: () => void) => void;
  }) {
    this.args = parts.args;
    this.out = parts.out;
    this.stop = parts.stop;
    this.faces = parts.faces ?? {};
    this.onHangup = parts.onHangup ?? (() => undefined);
    this.#options = parts.options;
  }

  /** The value of an option; `undefined` when it was not given. The name is that of the flag in camel case. */
  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#options[name] === true;
  }

  /** The values of an option that repeats. */
  list(name: string): readonly string[] {
    const value = this.#options[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** A whole number. @throws SiisError USAGE when it is none or out of range. */
  count(name: string, flag: string, range: { readonly min: number; readonly max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value;
    throw new SiisError('USAGE', `${flag}: expected a whole number from ${range.min} to ${range.max}, came '${text}'`);
  }

  /** The first argument or the option of that name. @throws SiisError USAGE when it is missing, or given twice. */
  profileName(): string {
    const named = this.text('profile');
    const [first] = this.args;
    if (named !== undefined && first !== undefined && named !== first) {
      throw new SiisError('USAGE', `expected one profile, came ${first} and --profile ${named}`);
    }
    const name = named ?? first;
    if (name !== undefined) return name;
    throw new SiisError('USAGE', 'expected a profile: --profile NAME, or a path to a .yaml file; see: siis help');
  }
}
