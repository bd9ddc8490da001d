import type { Confirmation } from '../command/confirmation.ts';
import type { Preview } from '../view/preview.ts';
import type { SortOrder, Tone } from '../view/table.ts';
import type { ViewOptions } from '../view/view.ts';

/** How a person left a table. */
export interface TableState {
  /** Key of the chosen row, and where it stood: the row there is chosen when it is gone. */
  chosenKey: string;
  chosen: number;
  top: number;
  shift: number;
  sort: SortOrder | undefined;
  filter: string;
  /** Column whose equal cells make a group; empty: none. */
  groupBy: string;
  /** Groups of which only the heading is shown. */
  readonly folded: Set<string>;
  readonly hidden: Set<string>;
  /** Columns that stay where there is little room. */
  readonly pinned: Set<string>;
  /** Columns that were seen when it was last drawn. */
  placed: readonly string[];
  readonly widths: Map<string, number>;
}

/** A table nobody touched yet. */
export function newTableState(): TableState {
  return {
    chosenKey: '',
    chosen: 0,
    top: 0,
    shift: 0,
    sort: undefined,
    filter: '',
    groupBy: '',
    folded: new Set(),
    hidden: new Set(),
    pinned: new Set(),
    placed: [],
    widths: new Map(),
  };
}

/** What is asked before a command is sent. */
export interface Dialog {
  /** The command, as typed. */
  readonly line: string;
  readonly preview: Preview | undefined;
  /** What it is, where there is no preview. */
  readonly title: string;
  readonly confirmation: Confirmation;
  /** What has to be typed; empty where a key is enough. */
  readonly account: string;
}

/** What keys mean. */
export type Mode = 'browse' | 'command' | 'filter' | 'help' | 'text' | 'columns' | 'confirm' | 'quit';

/** A word to the person, in the line above the keys. */
export interface Message {
  readonly text: string;
  readonly tone: Tone;
  /** Wall time at which it goes, ms. */
  readonly until: number;
}

/** What a person set, remembered for the next time. */
export interface Settings {
  readonly view: string;
  readonly theme: string;
  readonly options: ViewOptions;
  readonly history: readonly string[];
  readonly sorts: Readonly<Record<string, SortOrder>>;
  readonly hidden: Readonly<Record<string, readonly string[]>>;
  readonly pinned: Readonly<Record<string, readonly string[]>>;
  readonly groups: Readonly<Record<string, string>>;
  readonly chart: { readonly instrument: string; readonly timeframe?: string | undefined };
  /** Commands under other names, and under the keys F1 to F24. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Whether the desktop, and the bell, tell of what happens. */
  readonly popups: boolean;
  readonly sound: boolean;
}

/** A text that is read, over the page. */
export interface Reading {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Which chart is looked at. */
export interface ChartState {
  instrument: string;
  timeframe: string | undefined;
  /** Bars that lie behind the right end. */
  back: number;
}
