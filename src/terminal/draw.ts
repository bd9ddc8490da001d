import type { Cells } from './cells.ts';
import { drawBody } from './draw-body.ts';
import { drawFoot, drawHeader, drawHint, drawMessage, drawTabs } from './draw-frame.ts';
import type { Desk } from './keymap.ts';
import { drawDialog, drawHelp, drawPrompt, drawQuit } from './draw-overlay.ts';
import { drawColumns, drawReading } from './draw-reading.ts';

/** Smallest screen that everything has room on. */
export const smallest = { width: 40, height: 10 } as const;

/** Draws everything as it is now. */
export function drawApp(cells: Cells, desk: Desk): void {
  const { app } = desk;
  cells.clear();
  if (cells.width < smallest.width || cells.height < smallest.height) {
    const text = `siis needs ${smallest.width}×${smallest.height} cells`;
    cells.put(0, 0, text, { style: app.theme.styles.warn, width: cells.width });
    return;
  }
  drawHeader(cells, app);
  const tabs = drawTabs(cells, app);
  const rect = { x: 0, y: 2, width: cells.width, height: cells.height - 4 };
  app.zones = [...tabs, ...drawBody(cells, rect, app)];
  drawMessage(cells, app);
  drawMode(cells, desk);
}

function drawMode(cells: Cells, desk: Desk): void {
  const { app, commander } = desk;
  switch (app.mode) {
    case 'browse':
      return drawFoot(cells, app);
    case 'command':
      return drawPrompt(cells, desk);
    case 'filter':
      return drawHint(cells, app, [
        ['Enter', 'keeps the filter'],
        ['Esc', 'takes it back'],
        ['↑ ↓', 'rows'],
        ['!word', 'without'],
        ['profit>0', 'compares'],
      ]);
    case 'help':
      drawHelp(cells, app);
      return drawHint(cells, app, [
        ['↑ ↓', 'scroll'],
        ['Esc', 'back'],
      ]);
    case 'text':
      drawReading(cells, app);
      return drawHint(cells, app, [
        ['↑ ↓', 'scroll'],
        ['Esc', 'back'],
      ]);
    case 'columns':
      drawColumns(cells, app);
      return drawHint(cells, app, [
        ['Space', 'shows or hides'],
        ['↑ ↓', 'columns'],
        ['a', 'as in the beginning'],
        ['Esc', 'back'],
      ]);
    case 'confirm':
      drawDialog(cells, desk);
      return drawHint(cells, app, [
        ['Enter', commander.dialog?.preview?.refusal === undefined ? 'sends it' : 'back'],
        ['Esc', 'goes back'],
      ]);
    case 'quit':
      drawQuit(cells, app);
      return drawHint(cells, app, [
        ['Enter', 'leaves'],
        ['Esc', 'stays'],
      ]);
  }
}
