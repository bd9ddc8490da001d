import type { Cell, Column, Row, SortOrder, TableModel } from '../view/table.ts';
import type { Cells, Rect } from './cells.ts';
import { onBackground } from './style.ts';
import type { Theme } from './theme.ts';
import { cleanText, fitText, textWidth } from './width.ts';

/** How a table is drawn. */
export interface TableLook {
  readonly rows: readonly Row[];
  /** Index of the first row that is seen. */
  readonly top: number;
  /** Index of the chosen row; −1 where none is. */
  readonly chosen: number;
  readonly sort: SortOrder | undefined;
  /** Columns that a person took away. */
  readonly hidden: ReadonlySet<string>;
  /** Columns that stay where there is little room. */
  readonly pinned: ReadonlySet<string>;
  /** Columns that are passed over on the left, after the first. */
  readonly shift: number;
  /** Widths of columns as they were: they grow and do not jump. */
  readonly widths: Map<string, number>;
  readonly empty: string;
}

interface Placed {
  readonly column: Column;
  readonly index: number;
  readonly x: number;
  readonly width: number;
}

/** Rows of a table that fit below its head, and above its sum. */
export function rowsThatFit({ height }: Rect, { total }: TableModel): number {
  return Math.max(0, height - 1 - (total === undefined ? 0 : 1));
}

/** Draws a table: its head, the rows that are seen, its sum. @returns where each column's head stands, for the mouse */
export function drawTable(
  cells: Cells,
  rect: Rect,
  at: { model: TableModel; look: TableLook },
  theme: Theme,
): readonly Placed[] {
  const { model, look } = at;
  const { styles } = theme;
  const seen = look.rows.slice(look.top, look.top + rowsThatFit(rect, model));
  const placed = placeColumns(rect, model, { look, seen });
  cells.flood({ ...rect, height: 1 }, styles.head);
  for (const { column, x, width } of placed) {
    const isSorted = look.sort?.column === column.id;
    const title = isSorted ? `${column.title}${look.sort.isDescending ? '▼' : '▲'}` : column.title;
    putCell(cells, { x, y: rect.y, width }, { text: title, align: column.align }, styles.head);
  }
  if (look.rows.length === 0 && rect.height > 2)
    cells.put(rect.x + 1, rect.y + 2, fitText(look.empty, rect.width - 2), { style: styles.dim });
  seen.forEach((row, k) => {
    const isChosen = look.top + k === look.chosen;
    drawRow(cells, { x: rect.x, y: rect.y + 1 + k, width: rect.width }, { row, placed, isChosen }, theme);
  });
  if (model.total !== undefined) {
    const y = Math.min(rect.y + rect.height - 1, rect.y + 1 + seen.length);
    cells.flood({ ...rect, y, height: 1 }, styles.bar);
    for (const { index, column, x, width } of placed) {
      const cell = model.total.cell(index);
      const style = onBackground(styles[cell.tone ?? 'strong'], styles.bar);
      if (cell.text !== '·') putCell(cells, { x, y, width }, { text: cell.text, align: column.align }, style);
    }
  }
  return placed;
}

function drawRow(
  cells: Cells,
  at: { readonly x: number; readonly y: number; readonly width: number },
  { row, placed, isChosen }: { readonly row: Row; readonly placed: readonly Placed[]; readonly isChosen: boolean },
  { styles }: Theme,
): void {
  if (isChosen) cells.flood({ ...at, height: 1 }, styles.chosen);
  if (row.isHeading === true) {
    const { text } = row.cell(0);
    const look = isChosen ? onBackground(styles.title, styles.chosen) : styles.title;
    cells.put(at.x + 1, at.y, text, { style: look, width: at.width - 2 });
  }
  for (const { index, column, x, width } of placed) {
    if (row.isHeading === true && index === 0) continue;
    const cell: Cell = row.cell(index);
    if (cell.text === '') continue;
    const style = styles[cell.tone ?? 'plain'];
    const look = isChosen ? onBackground(style, styles.chosen) : style;
    putCell(cells, { x, y: at.y, width }, { text: cell.text, align: column.align }, look);
  }
}

function putCell(
  cells: Cells,
  at: { readonly x: number; readonly y: number; readonly width: number },
  what: { readonly text: string; readonly align: 'left' | 'right' },
  style: number,
): void {
  const text = fitText(cleanText(what.text), at.width);
  const x = what.align === 'right' ? at.x + at.width - textWidth(text) : at.x;
  cells.put(x, at.y, text, { style });
}

const gap = 2;

/** Finds room for the columns: as wide as what they hold, the optional ones going first where it is narrow. */
function placeColumns(
  rect: Rect,
  { columns, total }: TableModel,
  { look, seen }: { readonly look: TableLook; readonly seen: readonly Row[] },
): readonly Placed[] {
  const wanted = columns
    .map((column, index) => ({ column, index, width: widthOf(column, index, { look, seen, total }) }))
    .filter(({ column }) => !look.hidden.has(column.id));
  const kept = dropColumns(wanted, rect.width - 1, look.pinned);
  const shifted = [...kept.slice(0, 1), ...kept.slice(1 + Math.min(look.shift, Math.max(0, kept.length - 2)))];
  let x = rect.x + 1;
  const placed: Placed[] = [];
  for (const { column, index, width } of shifted) {
    const room = rect.x + rect.width - x;
    if (room < 3) break;
    const last = column === shifted.at(-1)?.column && column.align === 'left';
    placed.push({ column, index, x, width: last ? room : Math.min(width, room) });
    x += width + gap;
  }
  return placed;
}

interface Wanted {
  readonly column: Column;
  readonly index: number;
  readonly width: number;
}

function dropColumns(wanted: readonly Wanted[], room: number, pinned: ReadonlySet<string>): readonly Wanted[] {
  let kept = wanted;
  const used = (): number => kept.reduce((sum, { width }) => sum + width + gap, -gap);
  while (used() > room) {
    const rankOf = ({ column }: Wanted): number => (pinned.has(column.id) ? 0 : (column.optional ?? 0));
    const most = Math.max(...kept.map(rankOf));
    if (most === 0) break;
    kept = kept.filter((each) => rankOf(each) !== most);
  }
  return kept;
}

function widthOf(
  { id, title }: Column,
  index: number,
  { look, seen, total }: { look: TableLook; seen: readonly Row[]; total: Row | undefined },
): number {
  const rows = total === undefined ? seen : [...seen, total];
  const needed = Math.max(
    textWidth(title) + 1,
    ...rows.map((row) => {
      const text = row.isHeading === true && index === 0 ? '' : row.cell(index).text;
      return textWidth(cleanText(text));
    }),
  );
  // What is as wide as its column has room may be cut; it takes no more than a part of the screen.
  const width = Math.min(40, Math.max(needed, look.widths.get(id) ?? 0));
  look.widths.set(id, width);
  return width;
}
