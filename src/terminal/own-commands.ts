import { commands, type LineFault, wordsOf } from '../command/index.ts';
import type { App } from './app.ts';
import { pages } from './pages.ts';
import { themeNames } from './theme.ts';

/** A command of the terminal itself: it changes what is seen, never what is traded. */
interface OwnCommand {
  readonly usage: string;
  readonly help: string;
  readonly aliases?: readonly string[];
  /** What may follow it. */
  readonly words?: (app: App) => readonly string[];
  /** @returns what is wrong with its words */
  readonly run: (app: App, words: readonly string[]) => string | undefined;
}

const columnIds = (app: App): readonly string[] => app.view?.columns.map(({ id }) => id) ?? [];

const own: Readonly<Record<string, OwnCommand>> = {
  quit: {
    usage: 'quit',
    help: 'Leaves the terminal',
    aliases: ['q', 'exit'],
    run: (app) => {
      app.mode = 'quit';
      return undefined;
    },
  },
  help: {
    usage: 'help',
    help: 'Explains the page at hand and its keys',
    aliases: ['h'],
    run: (app) => {
      app.mode = 'browse';
      app.openHelp();
      return undefined;
    },
  },
  page: {
    usage: 'page NAME',
    help: 'Goes to a page; its name alone does as well',
    words: () => pages.map(({ id }) => id),
    run: (app, [name]) => {
      const page = pages.find(({ id }) => id === name);
      if (page === undefined) return `expected one of ${pages.map(({ id }) => id).join(', ')}`;
      app.show(page.id);
      return undefined;
    },
  },
  chart: {
    usage: 'chart [MARKET]',
    help: 'Opens the chart of a market',
    words: (app) => app.snapshot?.markets.map(({ id }) => id) ?? [],
    run: (app, [name]) => {
      if (name === undefined) return openChart(app, app.chosenInstrument);
      const upper = name.toUpperCase();
      const found = app.snapshot?.markets.find(
        ({ id, base, symbol }) => id === name || base === upper || symbol === upper,
      );
      return found === undefined ? `no market ${name}` : openChart(app, found.id);
    },
  },
  theme: {
    usage: 'theme NAME',
    help: 'Changes the colours',
    words: () => themeNames,
    run: (app, [name = '']) => {
      if (!themeNames.includes(name)) return `expected one of ${themeNames.join(', ')}`;
      app.setTheme(name);
      return undefined;
    },
  },
  sort: {
    usage: 'sort [COLUMN] [up]',
    help: 'Sorts by a column, the largest first; up: the smallest; alone: as it comes',
    words: columnIds,
    run: (app, [column, way]) => {
      if (app.view === undefined) return 'expected a page with a table';
      if (column !== undefined && !columnIds(app).includes(column))
        return `expected one of ${columnIds(app).join(', ')}`;
      app.tableState(app.view.id).sort = column === undefined ? undefined : { column, isDescending: way !== 'up' };
      return undefined;
    },
  },
  filter: {
    usage: 'filter [WORDS]',
    help: 'Shows only rows with these words; alone: all rows',
    run: (app, words) => {
      if (app.view === undefined) return 'expected a page with a table';
      app.tableState(app.view.id).filter = words.join(' ');
      return undefined;
    },
  },
  columns: {
    usage: 'columns all | COLUMN …',
    help: 'Hides columns, or shows those that are hidden; all: every one',
    words: (app) => ['all', ...columnIds(app)],
    run: (app, words) => {
      if (app.view === undefined) return 'expected a page with a table';
      const { hidden } = app.tableState(app.view.id);
      const wrong = words.find((word) => word !== 'all' && !columnIds(app).includes(word));
      if (wrong !== undefined || words.length === 0) return `expected all, ${columnIds(app).join(', ')}`;
      if (words.includes('all')) hidden.clear();
      else for (const word of words) if (!hidden.delete(word)) hidden.add(word);
      return undefined;
    },
  },
  export: {
    usage: 'export [csv | json] [FILE]',
    help: 'Writes the rows of this page, as filtered and sorted, into a file',
    aliases: ['ex'],
    words: () => ['csv', 'json'],
    run: exportPage,
  },
};

function openChart(app: App, instrument: string): undefined {
  app.chart.instrument = instrument;
  app.chart.back = 0;
  app.show('chart');
}

function exportPage(app: App, words: readonly string[]): string | undefined {
  const table = app.view === undefined ? undefined : app.open(app.view);
  if (table === undefined) return 'expected a page with a table';
  const isJson = words.includes('json');
  const name = words.find((word) => word !== 'csv' && word !== 'json') ?? `${table.view.id}.${isJson ? 'json' : 'csv'}`;
  const { columns } = table.model;
  const values = table.rows.map((row) => columns.map((_, k) => row.cell(k)));
  const text = isJson
    ? `${JSON.stringify(
        values.map((cells) => Object.fromEntries(columns.map(({ id }, k) => [id, plainValue(cells[k]!)]))),
        undefined,
        2,
      )}\n`
    : [columns.map(({ id }) => id), ...values.map((cells) => cells.map((cell) => String(plainValue(cell) ?? '')))]
        .map((cells) => `${cells.map(csvCell).join(',')}\n`)
        .join('');
  try {
    app.say(`${table.rows.length} rows written to ${app.parts.write(name, text)}`, 'gain');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function plainValue({ text, value }: { readonly text: string; readonly value?: number }): string | number | null {
  if (value === undefined) return text;
  return Number.isFinite(value) ? value : null;
}

/** Quoted where it has to be; what a spreadsheet would take for a formula is text. */
function csvCell(text: string): string {
  const safe = /^[=+@\t]/.test(text) || /^-\D/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function find(name: string): OwnCommand | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(own, lower)) return own[lower];
  return Object.values(own).find(({ aliases }) => aliases?.includes(lower));
}

/**
 * Does a command of the terminal itself. @returns `done`, what is wrong with the line, or `undefined` where it is none of its
 * commands
 */
export function runOwn(app: App, line: string): 'done' | LineFault | undefined {
  const [name, ...words] = wordsOf(line);
  if (name === undefined) return undefined;
  const texts = words.map(({ text }) => text);
  const page = Object.hasOwn(commands, name.text) ? undefined : pages.find(({ id }) => id === name.text);
  const command = find(name.text);
  // A page's name alone goes there; `chart BTC` is a command.
  if (page !== undefined && (command === undefined || words.length === 0)) {
    app.show(page.id);
    return 'done';
  }
  if (command === undefined) return undefined;
  const message = command.run(app, texts);
  if (message === undefined) return 'done';
  return {
    message: `${command.usage}: ${message}`,
    from: words[0]?.from ?? line.length,
    to: words.at(-1)?.to ?? line.length,
  };
}

/** How a command of the terminal itself is written. */
export function ownHelp(name: string): { readonly usage: string; readonly help: string } | undefined {
  const page = pages.find(({ id }) => id === name);
  return find(name) ?? (page === undefined ? undefined : { usage: page.id, help: page.help });
}

/** Every one, for the help. */
export function ownCommands(): readonly { readonly usage: string; readonly help: string }[] {
  return Object.values(own);
}

/** Names of these commands, and what may follow each. */
export function ownCompletions(app: App): Readonly<Record<string, readonly string[]>> {
  const named = Object.entries(own).map(([name, { words }]) => [name, words?.(app) ?? []] as const);
  return Object.fromEntries([
    ...named,
    ...pages.map(({ id }) => [id, []] as const),
    ['chart', own['chart']!.words!(app)],
  ]);
}
