// What stands in a terminal and how wide: texts come from venues and strategies, and none of them may steer the terminal.

/** Sequences that steer terminals, whole, so that nothing of them is left over. */
const sequences =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u001B\u009B](?:\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[\][()#;?]*(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~])/g;
/** Controls, marks that turn the direction of writing, and what stands in no cell of its own. */
const hidden =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- they are what is looked for
  /[\u0000-\u001F\u007F-\u009F\u00AD\u0300-\u036F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF\u{E0000}-\u{E0FFF}]/gu;
const plain = /^[\u0020-\u007E]*$/;

/** Text without anything that could steer a terminal, or stand in no cell of its own. */
export function cleanText(text: string): string {
  return plain.test(text) ? text : text.replaceAll(sequences, '').replaceAll(hidden, '');
}

/** Ranges of characters that take two cells. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Cells that a character takes: 1 or 2. */
export function charWidth(code: number): 1 | 2 {
  if (code < 0x1100) return 1;
  for (const [from, to] of wide) {
    if (code < from) return 1;
    if (code <= to) return 2;
  }
  return 1;
}

/** Cells that a clean text takes. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += charWidth(char.codePointAt(0)!);
  return width;
}

/** A clean text cut to so many cells, with an ellipsis where something is missing. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  let fitted = '';
  let used = 0;
  for (const char of text) {
    used += charWidth(char.codePointAt(0)!);
    if (used > width - 1) break;
    fitted += char;
  }
  return `${fitted}…`;
}
