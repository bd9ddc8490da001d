import { plain } from './format.ts';

/** Characters a line has. */
export const width = 80;

/** What a piece of text means, for those who asked for colour. */
export type Tone = 'plain' | 'good' | 'bad' | 'dim' | 'bold';

/** Writes text in a tone: escape sequences with colour, the text itself without. */
export type Paint = (text: string, tone: Tone) => string;

const codes: Readonly<Record<Tone, string>> = { plain: '', good: '32', bad: '31', dim: '2', bold: '1' };

export function painter(color: boolean): Paint {
  return (text, tone) => (color && tone !== 'plain' ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text);
}

/** Good above zero, bad below, dim when missing. The text decides, so that colour never contradicts it. */
export function toneOf(text: string): Tone {
  if (text.startsWith('n/a')) return 'dim';
  if (text.startsWith('+')) return 'good';
  return /^-[\d.]/.test(text) ? 'bad' : 'plain';
}

/** A heading with a line to the edge. */
export function heading(title: string, paint: Paint): string {
  return paint(`${title} `.padEnd(width, '─'), 'bold');
}

/** A label and its value. */
export type Pair = readonly [label: string, value: string];

const gap = 4;
const half = (width - gap) / 2;

/** Pairs in two columns, left and right in turn. A row in which one is too wide takes a line for each. */
export function pairs(list: readonly Pair[], paint: Paint): string[] {
  const lines: string[] = [];
  for (let k = 0; k < list.length; k += 2) {
    const row = list.slice(k, k + 2);
    if (row.every((each) => isNarrow(each))) {
      lines.push(row.map((each) => cell(each, half, paint)).join(' '.repeat(gap)));
    } else lines.push(...row.map((each) => cell(each, width, paint)));
  }
  return lines;
}

function isNarrow([label, value]: Pair): boolean {
  return label.length + 1 + value.length <= half;
}

function cell([label, value]: Pair, room: number, paint: Paint): string {
  return label + ' '.repeat(Math.max(1, room - label.length - value.length)) + paint(value, toneOf(value));
}

/** A column of a table: its head, and to which side it is set. The first column takes the room that is left. */
export interface Column {
  readonly head: string;
  readonly side?: 'left' | 'right';
}

const rowLimit = 30;
/** What the first column gets before the space between columns shrinks. */
const firstRoom = 24;

/**
 * A table no wider than a line: the columns are as wide as they must be, one space apart when two are too many, and the
 * first one is cut to what room is left.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], paint: Paint): string[] {
  const shown = rows.slice(0, rowLimit).map((row) => row.map((text) => plain(text)));
  const widths = columns.map(({ head }, k) =>
    Math.max(head.length, ...shown.map((row) => Array.from(row[k] ?? '').length)),
  );
  const inner = widths.reduce((total, each) => total + each, 0);
  const rest = inner - (widths[0] ?? 0);
  const space = Math.min(widths[0] ?? 0, firstRoom) + rest + 2 * (columns.length - 1) > width ? 1 : 2;
  const others = rest + space * (columns.length - 1);
  widths[0] = Math.max(4, Math.min(widths[0] ?? 0, width - others));
  const write = (row: readonly string[], tone: (text: string) => Tone): string => {
    const cells = columns.map(({ side = 'right' }, k) => {
      const text = fit(row[k] ?? '', widths[k]!, k === 0 ? 'left' : side);
      return paint(k === columns.length - 1 ? text.trimEnd() : text, tone(row[k] ?? ''));
    });
    return cells.join(' '.repeat(space));
  };
  const heads = columns.map((column) => column.head);
  const more = rows.length - shown.length;
  return [
    write(heads, () => 'dim'),
    ...shown.map((row) => write(row, toneOf)),
    ...(more > 0 ? [paint(`… ${more} more`, 'dim')] : []),
  ];
}

/** `text` in exactly `room` characters. */
function fit(text: string, room: number, side: 'left' | 'right'): string {
  const letters = Array.from(text);
  if (letters.length > room) return `${letters.slice(0, room - 1).join('')}…`;
  const space = ' '.repeat(room - letters.length);
  return side === 'left' ? text + space : space + text;
}

/** Facts one after another, as many on a line as fit; what is longer than a line is cut. */
export function flow(facts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + fact.length <= width) lines[lines.length - 1] = `${last}, ${fact}`;
    else lines.push(fit(fact, Math.min(width, Array.from(fact).length), 'left'));
  }
  return lines;
}

/** A sentence on as many lines as it takes, cut between words. */
export function wrap(sentence: string): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(fit(word, Math.min(width, Array.from(word).length), 'left'));
  }
  return lines;
}
