import { didYouMean } from '../util/suggest.ts';
import { parseDuration } from '../util/duration.ts';
import type { WordFault } from './command.ts';

/** A word of a command, and where it stands among those after the name. */
export interface PlacedWord {
  readonly text: string;
  readonly at: number;
}

/** Words of a command in two heaps: those with a name, and the others in their order. */
export interface Terms {
  readonly plain: readonly PlacedWord[];
  /** `key=value`, and what short spellings stand for: `@4h` is `for=4h`, `@2026-03-01` is `until=…`, `C@95` is `cancel=95`. */
  readonly named: Readonly<Record<string, string>>;
  /** Where each named one stands. */
  readonly places: Readonly<Record<string, number>>;
}

/** The words of a command with their places. @param from place of the first */
export function placeWords(words: readonly string[], from: number): readonly PlacedWord[] {
  return words.map((text, k) => ({ text, at: from + k }));
}

/** Puts the words of a command in order; or says what is wrong with which. @param known names that may stand before `=` */
export function readTerms(words: readonly PlacedWord[], known: readonly string[]): Terms | WordFault {
  const plain: PlacedWord[] = [];
  const named: Record<string, string> = {};
  const places: Record<string, number> = {};
  for (const word of words) {
    const term = termOf(word.text);
    if (term === undefined) {
      plain.push(word);
      continue;
    }
    const [key, value] = term;
    const fault = (message: string): WordFault => ({ at: word.at, message });
    if (!known.includes(key))
      return fault(
        `expected one of ${known.map((each) => `${each}=`).join(', ')}; came '${word.text}'${didYouMean(key, known)}`,
      );
    if (Object.hasOwn(named, key)) return fault(`expected ${key} once, came '${word.text}' again`);
    named[key] = value;
    places[key] = word.at;
  }
  return { plain, named, places };
}

/** True for terms that could be read. */
export function areTerms(read: Terms | WordFault): read is Terms {
  return 'plain' in read;
}

/** What a schema says of a value, at the word that it was read from; else at `otherwise`. */
export function faultAt(
  message: string,
  places: Readonly<Record<string, number | undefined>>,
  otherwise: number,
): WordFault {
  const key = /^\w+\.(\w+)/.exec(message)?.[1] ?? '';
  return { at: places[key] ?? otherwise, message };
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
  words: readonly PlacedWord[],
  choices: readonly string[],
): { readonly chosen: string | undefined; readonly rest: readonly PlacedWord[] } {
  const at = words.findIndex(({ text }) => choices.includes(text));
  return at < 0 ? { chosen: undefined, rest: words } : { chosen: words[at]!.text, rest: words.toSpliced(at, 1) };
}
