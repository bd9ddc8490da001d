import { didYouMean } from '../util/suggest.ts';
import { parseDuration } from '../util/duration.ts';

/** Words of a command in two heaps: those with a name, and the others in their order. */
export interface Terms {
  readonly plain: readonly string[];
  /** `key=value`, and what short spellings stand for: `@4h` is `for=4h`, `@2026-03-01` is `until=…`, `C@95` is `cancel=95`. */
  readonly named: Readonly<Record<string, string>>;
}

/** Puts the words of a command in order; or says what is wrong with them. @param known names that may stand before `=` */
export function readTerms(words: readonly string[], known: readonly string[]): Terms | string {
  const plain: string[] = [];
  const named: Record<string, string> = {};
  for (const word of words) {
    const term = termOf(word);
    if (term === undefined) {
      plain.push(word);
      continue;
    }
    const [key, value] = term;
    if (!known.includes(key))
      return `expected one of ${known.map((each) => `${each}=`).join(', ')}; came '${word}'${didYouMean(key, known)}`;
    if (Object.hasOwn(named, key)) return `expected ${key} once, came '${word}' again`;
    named[key] = value;
  }
  return { plain, named };
}

function termOf(word: string): readonly [key: string, value: string] | undefined {
  if (/^C@./i.test(word)) return ['cancel', word.slice(2)];
  if (/^@./.test(word)) return [parseDuration(word.slice(1)) === undefined ? 'until' : 'for', word.slice(1)];
  if (/^x\d+$/.test(word)) return ['times', word.slice(1)];
  if (/^'\w+$/.test(word)) return ['timeframe', word.slice(1)];
  const match = /^([a-z][A-Za-z]*)=(.*)$/s.exec(word);
  return match === null ? undefined : [match[1]!, match[2]!];
}

/** Takes the words out of a list that are among `choices`: the first that is, and the others as they were. */
export function takeChoice(
  words: readonly string[],
  choices: readonly string[],
): { readonly chosen: string | undefined; readonly rest: readonly string[] } {
  const at = words.findIndex((word) => choices.includes(word));
  return at < 0 ? { chosen: undefined, rest: words } : { chosen: words[at], rest: words.toSpliced(at, 1) };
}
