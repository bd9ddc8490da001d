import { views } from '../view/index.ts';
import type { App } from './app.ts';
import type { OwnCommand } from './own-command.ts';

const columnIds = (app: App): readonly string[] => app.view?.columns.map(({ id }) => id) ?? [];

/** What is done to the table that is looked at. */
export const tableCommands: Readonly<Record<string, OwnCommand>> = {
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
  group: {
    usage: 'group [COLUMN]',
    help: 'Puts rows together that say the same in a column; alone: not at all',
    words: columnIds,
    run: (app, [column = '']) => {
      if (app.view === undefined) return 'expected a page with a table';
      if (column !== '' && !columnIds(app).includes(column)) return `expected one of ${columnIds(app).join(', ')}`;
      app.tableState(app.view.id).groupBy = column;
      return undefined;
    },
  },
  columns: {
    usage: 'columns all | COLUMN …',
    help: 'Hides columns, or shows those that are hidden, also where there is little room; all: as in the beginning',
    words: (app) => ['all', ...columnIds(app)],
    run: (app, words) => {
      if (app.view === undefined) return 'expected a page with a table';
      const wrong = words.find((word) => word !== 'all' && !columnIds(app).includes(word));
      if (wrong !== undefined || words.length === 0) return `expected all, ${columnIds(app).join(', ')}`;
      if (words.includes('all')) app.resetColumns();
      else for (const word of words) app.toggleColumn(word);
      return undefined;
    },
  },
  export: {
    usage: 'export [PAGE] [csv | json] [FILE]',
    help: 'Writes the rows of a page, or of this one as filtered and sorted, into a file that is not there yet',
    aliases: ['ex'],
    words: () => [...Object.keys(views), 'csv', 'json'],
    run: exportPage,
  },
};

function exportPage(app: App, words: readonly string[]): string | undefined {
  const named = Object.values(views).find(({ id }) => id === words[0]);
  const view = named ?? app.view;
  const table = view === undefined ? undefined : app.open(view);
  if (table === undefined) return 'expected a page with a table';
  const isJson = words.includes('json');
  const rest = named === undefined ? words : words.slice(1);
  const name = rest.find((word) => word !== 'csv' && word !== 'json') ?? `${table.view.id}.${isJson ? 'json' : 'csv'}`;
  const { columns } = table.model;
  const values = table.rows
    .filter(({ isHeading }) => isHeading !== true)
    .map((row) => columns.map((_, k) => row.cell(k)));
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
    app.say(`${values.length} rows written to ${app.parts.write(name, text)}`, 'gain');
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
