import type { FaceDoor } from '../system/door/face-door.ts';
import { views } from '../view/index.ts';
import type { Snapshot } from '../view/snapshot.ts';
import { filterRows, groupRows, pageOf as topOf, type Row, sortRows, type TableModel } from '../view/table.ts';
import { traderOf } from '../view/trader.ts';
import type { Focus, Measure, View, ViewOptions } from '../view/view.ts';
import { type NoticeParts, Notices } from './notices.ts';
import { type Page, pageOf, pages } from './pages.ts';
import { Prompt } from './prompt.ts';
import {
  type ChartState,
  type Message,
  type Mode,
  newTableState,
  type Reading,
  type Settings,
  type TableState,
} from './state.ts';
import type { ColourDepth } from './style.ts';
import { type Theme, themeNames, themeOf } from './theme.ts';

/** What a terminal is opened with. */
export interface AppParts {
  readonly door: FaceDoor;
  readonly depth: ColourDepth;
  readonly settings: Settings;
  /** Steady wall time, ms. */
  readonly now: () => number;
  readonly onLeave: () => void;
  readonly notify: Omit<NoticeParts, 'now' | 'say'>;
  /**
   * Explains a trade, order or signal, or with `at` why nothing is traded on a market at that time; absent where nothing is
   * recorded that could be looked at.
   */
  readonly explain?: ((what: string | undefined, at?: number) => Promise<string>) | undefined;
  /** Where a page is written to by `:export`. @returns the path */
  readonly write: (name: string, text: string) => string;
}

/** Columns that rows can be grouped by, in the order in which they are offered. */
const groupColumns = ['strategy', 'market', 'direction', 'state', 'kind', 'account', 'venue', 'level', 'what', 'part'];

/** A place that the mouse can click. */
export interface Zone {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly act: (y: number) => void;
}

/** A table as it is drawn and chosen from. */
export interface OpenTable {
  readonly view: View;
  readonly model: TableModel;
  readonly rows: readonly Row[];
  readonly state: TableState;
}

/** What the terminal shows and what keys do to it. Knows no terminal: it is told keys, and drawn from outside. */
export class App {
  readonly door: FaceDoor;
  readonly parts: AppParts;
  readonly prompt: Prompt;
  readonly chart: ChartState = { instrument: '', timeframe: undefined, back: 0 };
  /** Id of the strategy-trader that is looked at. */
  trader = '';
  readonly aliases: Map<string, string>;
  readonly notices: Notices;
  mode: Mode = 'browse';
  page: Page;
  theme: Theme;
  options: ViewOptions;
  isDetailed = false;
  /** First line that is seen of a help or text. */
  helpTop = 0;
  /** A text that is read over the page. */
  reading: Reading | undefined;
  /** The column that is chosen where they are chosen. */
  columnAt = 0;
  message: Message | undefined;
  /** Rows of a table that are seen; set when it is drawn. */
  pageHeight = 10;
  /** Set when it is drawn. */
  zones: readonly Zone[] = [];
  /** Something changed: it is to be drawn soon. */
  isDirty = true;
  /** Everything is to be drawn anew. */
  isStale = false;
  readonly #tables = new Map<string, TableState>();
  /** Where the chart was opened from. */
  #origin: Page | undefined;
  #themeName: string;

  constructor(parts: AppParts) {
    const { door, depth, settings } = parts;
    this.door = door;
    this.parts = parts;
    this.prompt = new Prompt(settings.history);
    this.page = pageOf(settings.view);
    this.#themeName = settings.theme;
    this.theme = themeOf(settings.theme, depth);
    this.options = settings.options;
    this.notices = new Notices({ ...parts.notify, now: parts.now, say: (text) => this.say(text) });
    this.notices.hasPopups = settings.popups && parts.notify.fault === undefined;
    this.notices.hasSound = settings.sound;
    this.aliases = new Map(Object.entries(settings.aliases));
    this.chart.instrument = settings.chart.instrument;
    this.chart.timeframe = settings.chart.timeframe;
    for (const { id } of Object.values(views)) {
      const state = this.tableState(id);
      state.sort = settings.sorts[id];
      state.groupBy = settings.groups[id] ?? '';
      for (const column of settings.hidden[id] ?? []) state.hidden.add(column);
      for (const column of settings.pinned[id] ?? []) state.pinned.add(column);
    }
  }

  /** What is to be remembered for the next time. */
  get settings(): Settings {
    const states = [...this.#tables];
    return {
      view: this.page.id,
      theme: this.#themeName,
      options: this.options,
      history: this.prompt.history,
      sorts: Object.fromEntries(states.flatMap(([id, { sort }]) => (sort === undefined ? [] : [[id, sort]]))),
      hidden: Object.fromEntries(states.flatMap(([id, { hidden }]) => (hidden.size === 0 ? [] : [[id, [...hidden]]]))),
      pinned: Object.fromEntries(states.flatMap(([id, { pinned }]) => (pinned.size === 0 ? [] : [[id, [...pinned]]]))),
      groups: Object.fromEntries(states.flatMap(([id, { groupBy }]) => (groupBy === '' ? [] : [[id, groupBy]]))),
      chart: { instrument: this.chart.instrument, timeframe: this.chart.timeframe },
      aliases: Object.fromEntries(this.aliases),
      popups: this.notices.hasPopups,
      sound: this.notices.hasSound,
    };
  }

  get snapshot(): Snapshot | undefined {
    return this.door.look();
  }

  /** The table that rows are chosen from on this page. */
  get view(): View | undefined {
    return this.page.id === 'home' ? views.tickers : this.page.view;
  }

  /** What views of one market or strategy show. */
  get focus(): Focus {
    return { instrument: this.chart.instrument, trader: this.trader };
  }

  tableState(id: string): TableState {
    const known = this.#tables.get(id);
    if (known !== undefined) return known;
    const state = newTableState();
    this.#tables.set(id, state);
    return state;
  }

  /** A view of the moment, in the order and with the filter that were chosen. */
  open(view: View): OpenTable | undefined {
    const { snapshot } = this;
    if (snapshot === undefined) return undefined;
    const state = this.tableState(view.id);
    const model = view.model(snapshot, this.options, this.focus);
    const sorted = sortRows({ ...model, rows: filterRows(model, state.filter) }, state.sort);
    const { groupBy: column, folded } = state;
    const rows = column === '' ? sorted : groupRows({ ...model, rows: sorted }, { column, folded });
    const found = rows.findIndex(({ key }) => key === state.chosenKey);
    state.chosen = Math.max(0, Math.min(rows.length - 1, found < 0 ? state.chosen : found));
    state.chosenKey = rows[state.chosen]?.key ?? state.chosenKey;
    return { view, model, rows, state };
  }

  get chosenRow(): Row | undefined {
    const table = this.view === undefined ? undefined : this.open(this.view);
    return table?.rows[table.state.chosen];
  }

  /** The market that is looked at: that of the chosen row, or of the chart. */
  get chosenInstrument(): string {
    const row = this.page.id === 'chart' ? undefined : this.chosenRow?.instrument;
    const { snapshot } = this;
    const found = row === undefined || row === '' ? this.chart.instrument : row;
    return found === '' ? (snapshot?.markets[0]?.id ?? '') : found;
  }

  resize(): void {
    this.isDirty = true;
    for (const state of this.#tables.values()) state.widths.clear();
  }

  /** Says something in the line above the keys, for a while. */
  say(text: string, tone: Message['tone'] = 'plain'): void {
    this.isDirty = true;
    this.message = { text, tone, until: this.parts.now() + 8000 };
  }

  show(id: string): void {
    if (this.page.id === id) return;
    this.#origin = undefined;
    this.isDetailed = false;
    this.page = pageOf(id);
  }

  /** One step back: from details, a filter, the page; at last out of the terminal. */
  back(): void {
    const state = this.view === undefined ? undefined : this.tableState(this.view.id);
    if (this.mode !== 'browse') this.mode = 'browse';
    else if (this.isDetailed) this.isDetailed = false;
    else if (state !== undefined && state.filter !== '') state.filter = '';
    else if (this.#origin !== undefined || this.page.id !== 'home') this.show(this.#origin?.id ?? 'home');
    else this.mode = 'quit';
  }

  leave(): void {
    this.parts.onLeave();
  }

  openHelp(): void {
    this.helpTop = 0;
    this.mode = this.mode === 'help' ? 'browse' : 'help';
  }

  /** Shows a text over the page. */
  read(title: string, lines: readonly string[]): void {
    this.helpTop = 0;
    this.reading = { title, lines };
    this.mode = 'text';
    this.isDirty = true;
  }

  openDetails(): void {
    const row = this.chosenRow;
    if (row?.isHeading === true) this.#fold(row.key);
    else if (this.page.id === 'traders' && row !== undefined) this.#openTrader(row.key);
    else if (this.page.id === 'tickers' || this.page.id === 'home') this.openChart();
    else this.isDetailed = !this.isDetailed;
  }

  #fold(key: string): void {
    if (this.view === undefined) return;
    const { folded } = this.tableState(this.view.id);
    if (!folded.delete(key)) folded.add(key);
  }

  #openTrader(id: string): void {
    this.trader = id;
    const origin = this.page;
    this.show('trader');
    this.#origin = origin;
  }

  #stepTrader(step: number): void {
    const { snapshot } = this;
    if (snapshot === undefined) return;
    const { traders } = snapshot;
    const at = traders.indexOf(traderOf(snapshot, this.focus)!);
    this.trader = traders[(at + step + traders.length) % Math.max(1, traders.length)]?.id ?? '';
  }

  openChart(): void {
    this.chart.instrument = this.chosenInstrument;
    this.chart.back = 0;
    const origin = this.page;
    this.show('chart');
    if (origin.id !== 'chart') this.#origin = origin;
  }

  stepMarket(step: number): void {
    if (this.page.id === 'trader') return this.#stepTrader(step);
    const markets = this.snapshot?.markets ?? [];
    const at = markets.findIndex(({ id }) => id === this.chosenInstrument);
    const next = markets[(at + step + markets.length) % Math.max(1, markets.length)];
    if (next === undefined) return;
    this.chart.instrument = next.id;
    this.chart.back = 0;
    if (this.page.id === 'home') this.moveRow(step);
  }

  stepTimeframe(step: number): void {
    const all = this.snapshot?.markets.find(({ id }) => id === this.chosenInstrument)?.timeframes ?? [];
    const at = Math.max(0, all.indexOf(this.chart.timeframe ?? ''));
    this.chart.timeframe = all[Math.max(0, Math.min(all.length - 1, at + step))];
    this.chart.back = 0;
    if (all.length < 2) this.say('there are bars of one timeframe only: those that the strategies follow');
  }

  stepSort(): void {
    const { view } = this;
    if (view === undefined) return;
    const state = this.tableState(view.id);
    const shown = view.columns.filter(({ id }) => !state.hidden.has(id));
    const at = shown.findIndex(({ id }) => id === state.sort?.column);
    const next = shown[at + 1];
    state.sort = next === undefined ? undefined : { column: next.id, isDescending: next.align === 'right' };
    this.say(next === undefined ? 'as it comes' : `sorted by ${next.title}`);
  }

  reverseSort(): void {
    const state = this.view === undefined ? undefined : this.tableState(this.view.id);
    if (state?.sort === undefined) return this.say('nothing is sorted yet: o sorts by the next column');
    state.sort = { ...state.sort, isDescending: !state.sort.isDescending };
  }

  /** Groups by the next column that it makes sense for; at last not at all. */
  stepGroup(): void {
    const { view } = this;
    if (view === undefined) return;
    const state = this.tableState(view.id);
    const all = groupColumns.filter((id) => view.columns.some((column) => column.id === id));
    state.groupBy = all[all.indexOf(state.groupBy) + 1] ?? '';
    state.widths.clear();
    if (all.length === 0) this.say('nothing here to group by');
    else this.say(state.groupBy === '' ? 'not grouped' : `grouped by ${state.groupBy}; Enter on a heading folds it`);
  }

  openColumns(): void {
    if (this.view === undefined) return this.say('this page has no columns');
    this.columnAt = 0;
    this.mode = 'columns';
  }

  /** Shows a column, also where there is little room, or hides it. */
  toggleColumn(id: string): void {
    if (this.view === undefined) return;
    const { hidden, pinned, placed } = this.tableState(this.view.id);
    if (placed.includes(id) && !hidden.has(id)) {
      hidden.add(id);
      pinned.delete(id);
    } else {
      hidden.delete(id);
      pinned.add(id);
    }
  }

  /** All columns as in the beginning: as many as there is room for. */
  resetColumns(): void {
    if (this.view === undefined) return;
    const { hidden, pinned } = this.tableState(this.view.id);
    hidden.clear();
    pinned.clear();
  }

  setMeasure(measure: Measure): void {
    this.options = { ...this.options, measure };
    for (const state of this.#tables.values()) state.widths.clear();
  }

  stepDates(): void {
    const all = ['time', 'date', 'full', 'ago'] as const;
    this.options = { ...this.options, dates: all[(all.indexOf(this.options.dates) + 1) % all.length]! };
    for (const state of this.#tables.values()) state.widths.clear();
  }

  stepTheme(): void {
    this.setTheme(themeNames[(themeNames.indexOf(this.theme.name) + 1) % themeNames.length]!);
  }

  setTheme(name: string): void {
    this.#themeName = name;
    this.theme = themeOf(name, this.parts.depth);
    this.say(this.theme.name === name ? `theme ${name}` : `theme ${this.theme.name}: the terminal has no more colours`);
  }

  stepPage(step: number): void {
    const at = pages.findIndex(({ id }) => id === this.page.id);
    this.show(pages[(at + step + pages.length) % pages.length]!.id);
  }

  moveRow(step: number): void {
    if (this.view === undefined) return this.shift(-step);
    const table = this.open(this.view);
    if (table === undefined || table.rows.length === 0) return;
    const { state, rows } = table;
    state.chosen = Math.max(0, Math.min(rows.length - 1, state.chosen + step));
    state.chosenKey = rows[state.chosen]!.key;
    state.top = topOf(rows.length, this.pageHeight, state);
    if (this.page.id === 'home') this.chart.instrument = rows[state.chosen]!.instrument;
  }

  /** Columns to the side, or bars back and forth. */
  shift(step: number): void {
    if (this.page.id === 'chart') this.chart.back = Math.max(0, Math.min(450, this.chart.back - step * 5 || 0));
    else if (this.view !== undefined) {
      const state = this.tableState(this.view.id);
      state.shift = Math.max(0, Math.min(this.view.columns.length - 2, state.shift + step));
    }
  }

  redraw(): void {
    this.isStale = true;
  }
}
