import type { App } from './app.ts';
import type { Cells } from './cells.ts';
import { centred, drawBox, wrap } from './draw-overlay.ts';
import { onBackground, type Style } from './style.ts';
import { fitText } from './width.ts';

/** Draws the text that is read over the page. */
export function drawReading(cells: Cells, app: App): void {
  const { reading } = app;
  if (reading === undefined) return;
  const { styles } = app.theme;
  const on = (style: Style): Style => onBackground(style, styles.box);
  const width = Math.min(110, cells.width);
  const lines = reading.lines.flatMap((line) => indented(line, width - 4));
  const room = drawBox(cells, app, centred(cells, width, Math.min(lines.length + 2, cells.height - 2)), reading.title);
  app.helpTop = Math.max(0, Math.min(app.helpTop, lines.length - room.height));
  lines.slice(app.helpTop, app.helpTop + room.height).forEach((line, k) => {
    cells.put(room.x, room.y + k, line, {
      style: on(k + app.helpTop === 0 ? styles.strong : styles.plain),
      width: room.width,
    });
  });
  if (lines.length > app.helpTop + room.height)
    cells.put(room.x + room.width - 8, room.y + room.height, ' ↓ more ', { style: on(styles.dim) });
}

/** A line that is too long goes on below itself, as far to the right. */
function indented(line: string, width: number): string[] {
  const margin = /^\s*/.exec(line)?.[0] ?? '';
  if (line.length <= width) return [line];
  return wrap(line.trim(), Math.max(10, width - margin.length)).map((each) => margin + each);
}

/** Draws the columns of the page, and which of them are shown. */
export function drawColumns(cells: Cells, app: App): void {
  const { view } = app;
  if (view === undefined) return;
  const { styles } = app.theme;
  const { columns } = view;
  const { hidden, pinned, placed } = app.tableState(view.id);
  const room = drawBox(cells, app, centred(cells, 56, columns.length + 2), `${view.title}: columns`);
  const top = Math.max(0, Math.min(app.columnAt - room.height + 1, columns.length - room.height));
  columns.slice(top, top + room.height).forEach(({ id, title, help = '' }, k) => {
    const isChosen = top + k === app.columnAt;
    const on = (style: Style): Style => onBackground(style, isChosen ? styles.chosen : styles.box);
    const y = room.y + k;
    cells.flood({ x: room.x - 1, y, width: room.width + 2, height: 1 }, isChosen ? styles.chosen : styles.box);
    const [mark, note] = hidden.has(id)
      ? ['○', 'hidden']
      : placed.includes(id)
        ? ['●', pinned.has(id) ? 'always' : '']
        : ['◌', 'no room'];
    cells.put(room.x, y, mark, { style: on(mark === '●' ? styles.gain : styles.dim) });
    cells.put(room.x + 2, y, fitText(title, 14), { style: on(styles.strong) });
    cells.put(room.x + 17, y, fitText(note || help, room.width - 17), { style: on(styles.dim) });
  });
}
