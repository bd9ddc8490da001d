import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findWorkspace, listProfiles } from '../../config/workspace.ts';
import type { Call } from '../call.ts';
import { commonOptions } from '../verb/shared-options.ts';
import type { ArgumentSpec, Completes, OptionSpec, Verb } from '../verb/verb.ts';

/** Tells the shell to complete with files. */
const files = '@files';

/** `siis __complete -- WORD…`: what the last word may be, one a line. Never fails: a shell is waiting. */
export async function runCompleteVerb(call: Call, verbs: readonly Verb[]): Promise<number> {
  const found = await complete(call.args, verbs).catch(() => []);
  if (found.length > 0) call.out.print(found.join('\n'));
  return 0;
}

/** @param words what was typed after `siis`, the word to complete last (maybe empty). */
export async function complete(words: readonly string[], verbs: readonly Verb[]): Promise<readonly string[]> {
  const last = words.at(-1) ?? '';
  const candidates = await candidatesFor({ before: words.slice(0, -1), last, verbs });
  return candidates.filter((each) => each === files || each.startsWith(last));
}

interface Typed {
  readonly before: readonly string[];
  readonly last: string;
  readonly verbs: readonly Verb[];
}

async function candidatesFor({ before, last, verbs }: Typed): Promise<readonly string[]> {
  const { verb, args } = verbOf(before, verbs);
  const options = [...(verb?.options ?? []), ...commonOptions].filter((option) => option.isHidden !== true);
  const [flag, value] = /^(--[\w-]+)=(.*)$/s.exec(last)?.slice(1) ?? [];
  if (flag !== undefined && value !== undefined) {
    const found = await valuesOf(
      options.find((option) => namesOf(option).includes(flag)),
      before,
    );
    return found.map((each) => (each === files ? files : `${flag}=${each}`));
  }
  const asking = options.find((option) => takesValue(option) && namesOf(option).includes(before.at(-1) ?? ''));
  if (asking !== undefined) return valuesOf(asking, before);
  if (last.startsWith('-')) return options.flatMap((option) => namesOf(option));
  const names = nextVerbs(before, verbs);
  const typed = args.filter((word, at) => !word.startsWith('-') && !isValue(args, at, options));
  const argument = verb?.args[Math.min(typed.length, verb.args.length - 1)];
  const isOpen = argument !== undefined && (typed.length < (verb?.args.length ?? 0) || argument.name.includes('...'));
  return [...names, ...(isOpen ? await valuesOf(argument, before) : [])];
}

/** The verb that was typed, the longest name first, and what came after it. */
function verbOf(
  words: readonly string[],
  verbs: readonly Verb[],
): { readonly verb: Verb | undefined; readonly args: readonly string[] } {
  const plain = words.filter((word) => !word.startsWith('-'));
  const [first, second] = plain;
  const verb = verbs.find(({ name }) => name === `${first} ${second}`) ?? verbs.find(({ name }) => name === first);
  const last = verb?.name.split(' ').at(-1);
  return { verb, args: last === undefined ? [] : words.slice(words.indexOf(last) + 1) };
}

/** Verbs that may come next: all of them at the start, those below `check` after it. */
function nextVerbs(before: readonly string[], verbs: readonly Verb[]): readonly string[] {
  const shown = verbs.filter((verb) => verb.isHidden !== true).map(({ name }) => name.split(' '));
  const plain = before.filter((word) => !word.startsWith('-'));
  if (plain.length === 0) return [...new Set([...shown.map(([first]) => first!), 'help'])];
  if (plain[0] === 'help') return plain.length === 1 ? [...new Set(shown.map(([first]) => first!))] : [];
  return plain.length > 1
    ? []
    : shown.filter(([first, second]) => first === plain[0] && second !== undefined).map(([, second]) => second!);
}

function namesOf({ flags }: OptionSpec): string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith('-'));
}

function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes('<');
}

function isValue(args: readonly string[], at: number, options: readonly OptionSpec[]): boolean {
  const before = args[at - 1];
  return before !== undefined && options.some((option) => takesValue(option) && namesOf(option).includes(before));
}

async function valuesOf(
  spec: OptionSpec | ArgumentSpec | undefined,
  before: readonly string[],
): Promise<readonly string[]> {
  if (spec?.choices !== undefined) return spec.choices;
  return spec?.completes === undefined ? [] : dynamic(spec.completes, before);
}

async function dynamic(what: Completes, before: readonly string[]): Promise<readonly string[]> {
  const workspace = findWorkspace(optionOf(before, '--workspace') ?? optionOf(before, '--userdir'));
  switch (what) {
    case 'profile':
      return listProfiles(workspace);
    case 'strategy':
      return (await import('../../config/strategy-loader.ts')).catalogNames();
    case 'indicator':
      return Object.keys((await import('../../indicator/index.ts')).indicators);
    case 'instrument':
      return instruments(resolve(optionOf(before, '--data') ?? resolve(workspace, 'data')));
    case 'command':
      return Object.keys((await import('../../command/index.ts')).commands);
    case 'timeframe':
      return ['1s', '1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w', '1M'];
    case 'file':
    case 'folder':
      return [files];
  }
}

function optionOf(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return (
    words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) ?? (at < 0 ? undefined : words[at + 1])
  );
}

async function instruments(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const { Store } = await import('../../database/store.ts');
  const store = Store.open(folder, { readonly: true });
  try {
    return store.instruments().map(({ id }) => id);
  } finally {
    store.close();
  }
}
