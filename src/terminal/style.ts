/**
 * How a cell looks, in one whole number: foreground and background (0 the terminal's own, else a colour of the palette of 256
 * plus one) and marks. One number, so that a frame is compared without looking at objects.
 */
export type Style = number;

/** Marks of a style. */
export const marks = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16 } as const;

/** How many colours a terminal has. */
export type ColourDepth = 'none' | '16' | '256';

/** Puts a style together. @param fg colour of the palette of 256; absent: the terminal's own */
export function makeStyle(fg?: number, bg?: number, marked = 0): Style {
  return (fg === undefined ? 0 : fg + 1) + (bg === undefined ? 0 : bg + 1) * 512 + marked * 262_144;
}

/** The same on another background. */
export function onBackground(style: Style, background: Style): Style {
  const bg = Math.floor(background / 512) % 512;
  if (bg === 0) return withMarks(style, Math.floor(background / 262_144));
  return (style % 512) + bg * 512 + Math.floor(style / 262_144) * 262_144;
}

/** The same with more marks. */
export function withMarks(style: Style, marked: number): Style {
  return (style % 262_144) + (Math.floor(style / 262_144) | marked) * 262_144;
}

const markCodes = [
  [marks.bold, 1],
  [marks.dim, 2],
  [marks.italic, 3],
  [marks.underline, 4],
  [marks.inverse, 7],
] as const;

/** What switches a terminal to a style, from any other. */
export function styleCode(style: Style, depth: ColourDepth): string {
  const codes: (number | string)[] = [0];
  const marked = Math.floor(style / 262_144);
  for (const [mark, code] of markCodes) if ((marked & mark) !== 0) codes.push(code);
  if (depth !== 'none') {
    colourCodes(codes, (style % 512) - 1, false);
    colourCodes(codes, (Math.floor(style / 512) % 512) - 1, true);
  }
  return `\u001B[${codes.join(';')}m`;
}

function colourCodes(codes: (number | string)[], colour: number, isBackground: boolean): void {
  if (colour < 0) return;
  if (colour < 8) codes.push((isBackground ? 40 : 30) + colour);
  else if (colour < 16) codes.push((isBackground ? 100 : 90) + colour - 8);
  else codes.push(`${isBackground ? 48 : 38};5;${colour}`);
}
