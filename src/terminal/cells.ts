import { type ColourDepth, onBackground, type Style, styleCode } from './style.ts';
import { charWidth, cleanText } from './width.ts';

/** Part of a screen. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The right half of a character that takes two cells. */
const half = 0;
const blank = 32;

/** A screen full of characters and their styles. Writing outside of it is left out. */
export class Cells {
  readonly width: number;
  readonly height: number;
  readonly chars: Uint32Array;
  readonly styles: Uint32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.chars = new Uint32Array(width * height).fill(blank);
    this.styles = new Uint32Array(width * height);
  }

  clear(): void {
    this.chars.fill(blank);
    this.styles.fill(0);
  }

  /** Fills a part with blanks of a style. */
  flood({ x, y, width, height }: Rect, style: Style): void {
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++) {
      for (let column = Math.max(0, x); column < Math.min(this.width, x + width); column++) {
        this.#set(row * this.width + column, blank, style);
      }
    }
  }

  /** One character of one cell. */
  set(x: number, y: number, char: string, style: Style): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.#set(y * this.width + x, char.codePointAt(0) ?? blank, style);
  }

  /** Puts another background behind a cell. */
  tint(x: number, y: number, background: Style): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const index = y * this.width + x;
    this.styles[index] = onBackground(this.styles[index]!, background);
  }

  /** Writes text from a cell on, at most so many cells. @returns the cell behind it */
  put(x: number, y: number, text: string, at: { readonly style: Style; readonly width?: number }): number {
    const end = Math.min(this.width, x + (at.width ?? Infinity));
    if (y < 0 || y >= this.height) return x;
    let column = x;
    for (const char of cleanText(text)) {
      const code = char.codePointAt(0)!;
      const width = charWidth(code);
      if (column + width > end) break;
      if (column >= 0) {
        const index = y * this.width + column;
        this.#set(index, code, at.style);
        if (width === 2) {
          this.#set(index + 1, blank, at.style);
          this.chars[index + 1] = half;
        }
      }
      column += width;
    }
    return column;
  }

  #set(index: number, code: number, style: Style): void {
    // Half of a wide character is no character.
    if (this.chars[index] === half) this.chars[index - 1] = blank;
    if (this.chars[index + 1] === half && index + 1 < this.chars.length) this.chars[index + 1] = blank;
    this.chars[index] = code;
    this.styles[index] = style;
  }

  /** The text of a row, for tests and captures. */
  text(y: number): string {
    const row = this.chars.subarray(y * this.width, (y + 1) * this.width);
    return [...row]
      .filter((code) => code !== half)
      .map((code) => String.fromCodePoint(code))
      .join('');
  }
}

/** What a terminal is sent so that it shows `next` where it showed `shown`; `undefined` for `shown`: it shows nothing yet. */
export function difference(shown: Cells | undefined, next: Cells, depth: ColourDepth): string {
  const { width, height } = next;
  const before = shown?.width === width && shown.height === height ? shown : undefined;
  const old = before ?? new Cells(width, height);
  let text = before === undefined ? '\u001B[0m\u001B[2J' : '';
  let style = -1;
  for (let y = 0; y < height; y++) {
    let cursor = -1;
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      const code = next.chars[index]!;
      const look = next.styles[index]!;
      if (code === half || (old.chars[index] === code && old.styles[index] === look)) continue;
      if (cursor !== x) text += `\u001B[${y + 1};${x + 1}H`;
      if (look !== style) text += styleCode(look, depth);
      style = look;
      text += String.fromCodePoint(code);
      // Terminals do not agree on how wide some characters are: behind those the place is said anew.
      cursor = charWidth(code) === 1 ? x + 1 : -1;
    }
  }
  return style === -1 ? text : `${text}\u001B[0m`;
}
