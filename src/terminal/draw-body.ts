import { chartModel, equityModel } from '../view/chart.ts';
import { views } from '../view/index.ts';
import { pageOf } from '../view/table.ts';
import type { Column, Row } from '../view/table.ts';
import type { View } from '../view/view.ts';
import type { App, OpenTable, Zone } from './app.ts';
import type { Cells, Rect } from './cells.ts';
import { barsThatFit, drawChart, drawEquity } from './draw-chart.ts';
import { drawTable, rowsThatFit } from './draw-table.ts';
import { fitText } from './width.ts';

/** Draws the page at hand. @returns where it can be clicked */
export function drawBody(cells: Cells, rect: Rect, app: App): Zone[] {
  const { page } = app;
  if (page.id === 'home') return drawHome(cells, rect, app);
  if (page.id === 'chart') drawChartPage(cells, rect, app);
  else if (page.id === 'equity' && app.snapshot !== undefined)
    drawEquity(cells, rect, equityModel(app.snapshot, rect.width * 2), app.theme);
  if (page.view === undefined) return [];
  const details = app.isDetailed ? detailsRect(rect) : undefined;
  const room = details === undefined ? rect : restOf(rect, details);
  const zones = drawView(cells, room, app, { view: page.view, isMain: true });
  const row = app.chosenRow;
  if (details !== undefined && row !== undefined) drawDetails(cells, details, app, { columns: page.view.columns, row });
  return zones;
}

function detailsRect({ x, y, width, height }: Rect): Rect {
  if (width >= 110) return { x: x + width - 44, y, width: 44, height };
  const rows = Math.min(12, Math.floor(height / 2));
  return { x, y: y + height - rows, width, height: rows };
}

function restOf(rect: Rect, taken: Rect): Rect {
  return taken.x > rect.x
    ? { ...rect, width: rect.width - taken.width - 1 }
    : { ...rect, height: rect.height - taken.height };
}

/** Draws a table into a part of the screen. */
function drawView(
  cells: Cells,
  rect: Rect,
  app: App,
  { view, isMain }: { readonly view: View; readonly isMain: boolean },
): Zone[] {
  const table = app.open(view);
  if (table === undefined) {
    cells.put(rect.x + 1, rect.y + 1, 'waiting for the session …', { style: app.theme.styles.dim });
    return [];
  }
  const { model, rows, state } = table;
  const filter = isMain ? drawFilterLine(cells, rect, app, table) : 0;
  const room = { ...rect, y: rect.y + filter, height: rect.height - filter };
  const height = rowsThatFit(room, model);
  if (isMain) app.pageHeight = Math.max(1, height);
  state.top = isMain ? pageOf(rows.length, Math.max(1, height), state) : 0;
  const placed = drawTable(
    cells,
    room,
    {
      model,
      look: {
        rows,
        top: state.top,
        chosen: isMain && rows.length > 0 ? state.chosen : -1,
        sort: state.sort,
        hidden: state.hidden,
        pinned: state.pinned,
        shift: state.shift,
        widths: state.widths,
        empty: state.filter === '' ? view.empty : `nothing matches ${state.filter}`,
      },
    },
    app.theme,
  );
  if (isMain) state.placed = placed.map(({ column }) => column.id);
  if (isMain) drawScroll(cells, { ...room, y: room.y + 1, height }, app, { count: rows.length, top: state.top });
  const heads = placed.map(({ column, x, width }): Zone => {
    return { x, y: room.y, width: width + 1, height: 1, act: () => sortBy(app, view, column) };
  });
  const body: Zone = {
    ...room,
    y: room.y + 1,
    height,
    act: (y) => choose(app, view, { table, index: state.top + y }),
  };
  return [...heads, body];
}

function sortBy(app: App, view: View, { id, align }: Column): void {
  const state = app.tableState(view.id);
  const isSame = state.sort?.column === id;
  state.sort = { column: id, isDescending: isSame ? !state.sort!.isDescending : align === 'right' };
}

function choose(app: App, view: View, { table, index }: { readonly table: OpenTable; readonly index: number }): void {
  const row = table.rows[index];
  if (row === undefined) return;
  if (app.page.id === 'home' && view.id !== 'tickers') app.show(view.id);
  const isSame = table.state.chosen === index && app.view?.id === view.id;
  table.state.chosen = index;
  table.state.chosenKey = row.key;
  if (app.page.id === 'home') app.chart.instrument = row.instrument;
  if (isSame) app.openDetails();
}

function drawFilterLine(cells: Cells, rect: Rect, app: App, { view, model, rows, state }: OpenTable): number {
  const { styles } = app.theme;
  const isTyped = app.mode === 'filter';
  if (!isTyped && state.filter === '') return 0;
  let x = cells.put(rect.x + 1, rect.y, '/', { style: styles.key });
  x = cells.put(x, rect.y, state.filter, { style: styles.strong });
  if (isTyped) cells.put(x, rect.y, ' ', { style: styles.brand });
  cells.put(x + 2, rect.y, `${rows.length} of ${model.rows.length} ${view.title.toLowerCase()}`, { style: styles.dim });
  return 1;
}

function drawScroll(cells: Cells, rect: Rect, app: App, { count, top }: { count: number; top: number }): void {
  if (count <= rect.height || rect.height < 2) return;
  const size = Math.max(1, Math.round((rect.height * rect.height) / count));
  const at = Math.round((top / (count - rect.height)) * (rect.height - size));
  for (let row = 0; row < rect.height; row++) {
    const isThumb = row >= at && row < at + size;
    const { styles } = app.theme;
    cells.set(rect.x + rect.width - 1, rect.y + row, isThumb ? '█' : '│', isThumb ? styles.dim : styles.border);
  }
}

function drawDetails(
  cells: Cells,
  rect: Rect,
  app: App,
  { columns, row }: { readonly columns: readonly Column[]; readonly row: Row },
): void {
  const { styles } = app.theme;
  drawRule(cells, rect, app, 'Details');
  const isTall = rect.height >= columns.length + 1;
  const half = isTall || rect.width < 60 ? rect.width : Math.floor(rect.width / 2);
  const rows = rect.height - 1;
  columns.forEach(({ title }, k) => {
    const [column, line] = [Math.floor(k / rows), k % rows];
    const x = rect.x + 1 + column * half;
    if (x + 20 > rect.x + rect.width) return;
    const cell = row.cell(k);
    cells.put(x, rect.y + 1 + line, fitText(title, 11), { style: styles.label });
    cells.put(x + 12, rect.y + 1 + line, fitText(cell.text, half - 14), { style: styles[cell.tone ?? 'plain'] });
  });
}

function drawRule(cells: Cells, { x, y, width }: Rect, app: App, title: string): void {
  const { styles } = app.theme;
  cells.put(x, y, '─'.repeat(width), { style: styles.border });
  cells.put(x + 1, y, ` ${title} `, { style: styles.title });
}

function drawChartPage(cells: Cells, rect: Rect, app: App): void {
  const { snapshot, chart } = app;
  if (snapshot === undefined) return;
  const wanted = { ...chart, instrument: chart.instrument === '' ? app.chosenInstrument : chart.instrument };
  const model = chartModel(snapshot, wanted, barsThatFit(rect));
  if (model === undefined) {
    const text = 'no bar yet: a chart shows the bars that strategies follow, from the first one that closes';
    cells.put(rect.x + 1, rect.y + 1, fitText(text, rect.width - 2), { style: app.theme.styles.dim });
  } else drawChart(cells, rect, model, app.theme);
}

/** Markets, chart, trades and what happened, as many of them as there is room for. */
function drawHome(cells: Cells, rect: Rect, app: App): Zone[] {
  const markets = Math.min(app.snapshot?.markets.length ?? 1, 8);
  const isWide = rect.width >= 130;
  const top = { ...rect, height: markets + 2 };
  const tableWidth = isWide ? 84 : rect.width;
  const zones = drawView(cells, { ...top, width: tableWidth }, app, { view: views.tickers, isMain: true });
  if (isWide && app.snapshot !== undefined) {
    const side = { x: tableWidth + 1, y: rect.y, width: rect.width - tableWidth - 1, height: Math.max(8, markets + 2) };
    drawEquity(cells, side, equityModel(app.snapshot, side.width * 2), app.theme);
  }
  const below = rect.y + (isWide ? Math.max(8, markets + 2) : markets + 2);
  const left = rect.y + rect.height - below;
  const trades = Math.min(9, Math.max(4, (app.snapshot?.trades.length ?? 0) + 3), Math.floor(left / 2));
  const chartHeight = Math.max(0, left - trades - (left > 24 ? 7 : 0));
  drawChartPage(cells, { ...rect, y: below, height: chartHeight }, app);
  const tradesAt = { ...rect, y: below + chartHeight, height: trades };
  const more = drawView(cells, tradesAt, app, { view: views.trades, isMain: false });
  if (left > 24) {
    const consoleAt = { ...rect, y: tradesAt.y + trades, height: 7 };
    more.push(...drawView(cells, consoleAt, app, { view: views.console, isMain: false }));
  }
  return [...zones, ...more];
}
