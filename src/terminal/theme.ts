import type { Tone } from '../view/table.ts';
import { type ColourDepth, makeStyle, marks, type Style } from './style.ts';

/** Looks that are no tone of a cell. */
export type Role =
  | 'bar'
  | 'brand'
  | 'tab'
  | 'tabKey'
  | 'tabOn'
  | 'head'
  | 'chosen'
  | 'border'
  | 'title'
  | 'key'
  | 'label'
  | 'fault'
  | 'box'
  | 'region'
  | 'line1'
  | 'line2'
  | 'line3';

/** What everything looks like. */
export interface Theme {
  readonly name: string;
  readonly styles: Readonly<Record<Tone | Role, Style>>;
}

/** Colours of a theme: palette numbers. */
interface Palette {
  readonly dim: number;
  readonly strong: number | undefined;
  readonly accent: number;
  readonly gain: number;
  readonly loss: number;
  readonly faded: number;
  readonly recovered: number;
  readonly warn: number;
  /** Behind bars, chosen rows and boxes. */
  readonly bar: number | undefined;
  readonly chosen: number | undefined;
  readonly box: number | undefined;
  /** Behind what lies in a region of a chart. */
  readonly region: number | undefined;
  readonly border: number;
  /** Text on the brand's background. */
  readonly onBrand: number;
  readonly lines: readonly [number, number, number];
}

const palettes = {
  dark: {
    dim: 245,
    strong: 255,
    accent: 80,
    gain: 114,
    loss: 203,
    faded: 215,
    recovered: 75,
    warn: 221,
    bar: 236,
    chosen: 239,
    box: 235,
    region: 236,
    border: 240,
    onBrand: 16,
    lines: [221, 75, 176],
  },
  light: {
    dim: 243,
    strong: 16,
    accent: 25,
    gain: 28,
    loss: 160,
    faded: 166,
    recovered: 26,
    warn: 130,
    bar: 254,
    chosen: 153,
    box: 255,
    region: 195,
    border: 249,
    onBrand: 231,
    lines: [130, 25, 90],
  },
  // Blue and orange are told apart by nearly everybody.
  'colour-blind': {
    dim: 245,
    strong: 255,
    accent: 152,
    gain: 75,
    loss: 208,
    faded: 180,
    recovered: 159,
    warn: 227,
    bar: 236,
    chosen: 239,
    box: 235,
    region: 236,
    border: 240,
    onBrand: 16,
    lines: [227, 159, 218],
  },
  '16': {
    dim: 8,
    strong: 15,
    accent: 14,
    gain: 10,
    loss: 9,
    faded: 3,
    recovered: 12,
    warn: 11,
    bar: undefined,
    chosen: undefined,
    box: undefined,
    region: undefined,
    border: 8,
    onBrand: 0,
    lines: [11, 12, 13],
  },
} as const satisfies Readonly<Record<string, Palette>>;

/** Names of the themes, for the command line and its completion. */
export const themeNames: readonly string[] = [...Object.keys(palettes), 'none'];

/** A theme by its name, as far as the terminal has colours; the dark one for a name that is none. */
export function themeOf(name: string, depth: ColourDepth): Theme {
  if (depth === 'none' || name === 'none') return plainTheme;
  if (depth === '16' || name === '16') return colourTheme('16', palettes['16']);
  if (name === 'light' || name === 'colour-blind') return colourTheme(name, palettes[name]);
  return colourTheme('dark', palettes.dark);
}

const { bold, dim, inverse, underline } = marks;

function fg(colour: number | undefined, marked = 0): Style {
  return makeStyle(colour, undefined, marked);
}

function colourTheme(name: string, p: Palette): Theme {
  const hasBars = p.bar !== undefined;
  return {
    name,
    styles: {
      plain: makeStyle(),
      dim: fg(p.dim),
      strong: fg(p.strong, bold),
      accent: fg(p.accent),
      gain: fg(p.gain),
      loss: fg(p.loss),
      faded: fg(p.faded),
      recovered: fg(p.recovered),
      warn: fg(p.warn),
      error: fg(p.loss, bold),
      bar: makeStyle(undefined, p.bar),
      brand: makeStyle(p.onBrand, p.accent, bold),
      tab: fg(p.dim),
      tabKey: fg(p.accent, bold),
      tabOn: makeStyle(p.onBrand, p.accent, bold),
      head: hasBars ? makeStyle(p.strong, p.bar, bold) : fg(undefined, underline + bold),
      chosen: hasBars ? makeStyle(undefined, p.chosen) : fg(undefined, inverse),
      border: fg(p.border),
      title: fg(p.accent, bold),
      key: fg(p.accent, bold),
      label: fg(p.dim),
      fault: fg(p.loss, bold + underline),
      box: makeStyle(undefined, p.box),
      region: p.region === undefined ? fg(undefined, underline) : makeStyle(undefined, p.region),
      line1: fg(p.lines[0]),
      line2: fg(p.lines[1]),
      line3: fg(p.lines[2]),
    },
  };
}

/** Without colours what is bad or chosen is told by marks, and by the signs in the text. */
const plainTheme: Theme = {
  name: 'none',
  styles: {
    plain: makeStyle(),
    dim: fg(undefined, dim),
    strong: fg(undefined, bold),
    accent: makeStyle(),
    gain: makeStyle(),
    loss: fg(undefined, bold),
    faded: makeStyle(),
    recovered: makeStyle(),
    warn: fg(undefined, bold),
    error: fg(undefined, bold + underline),
    bar: makeStyle(),
    brand: fg(undefined, inverse + bold),
    tab: makeStyle(),
    tabKey: fg(undefined, bold),
    tabOn: fg(undefined, inverse),
    head: fg(undefined, underline + bold),
    chosen: fg(undefined, inverse),
    border: fg(undefined, dim),
    title: fg(undefined, bold),
    key: fg(undefined, bold),
    label: fg(undefined, dim),
    fault: fg(undefined, bold + underline),
    box: makeStyle(),
    region: fg(undefined, underline),
    line1: makeStyle(),
    line2: makeStyle(),
    line3: makeStyle(),
  },
};
