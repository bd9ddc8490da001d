import { commands } from '../command/index.ts';
import type { Preview } from '../view/preview.ts';
import type { App } from './app.ts';
import type { Cells, Rect } from './cells.ts';
import { bindings, type Desk } from './keymap.ts';
import { ownCommands } from './own-commands.ts';
import { onBackground, type Style } from './style.ts';
import { fitText, textWidth } from './width.ts';

/** Draws a box over what is there. @returns what is inside of it */
export function drawBox(cells: Cells, app: App, rect: Rect, title: string): Rect {
  const { styles } = app.theme;
  const { x, y, width, height } = rect;
  const border = onBackground(styles.border, styles.box);
  cells.flood(rect, styles.box);
  cells.put(x, y, `╭${'─'.repeat(width - 2)}╮`, { style: border });
  for (let row = 1; row < height - 1; row++) {
    cells.set(x, y + row, '│', border);
    cells.set(x + width - 1, y + row, '│', border);
  }
  cells.put(x, y + height - 1, `╰${'─'.repeat(width - 2)}╯`, { style: border });
  cells.put(x + 2, y, ` ${fitText(title, width - 6)} `, { style: onBackground(styles.title, styles.box) });
  return { x: x + 2, y: y + 1, width: width - 4, height: height - 2 };
}

/** A box of this size in the middle, as far as there is room. */
export function centred(cells: Cells, width: number, height: number): Rect {
  const [w, h] = [Math.min(width, cells.width), Math.min(height, cells.height - 2)];
  return {
    x: Math.floor((cells.width - w) / 2),
    y: Math.max(1, Math.floor((cells.height - h) / 2)),
    width: w,
    height: h,
  };
}

/** Explains the page at hand, every key and every command. */
export function drawHelp(cells: Cells, app: App): void {
  const { styles } = app.theme;
  const room = drawBox(cells, app, centred(cells, 96, cells.height - 2), `${app.page.title}: help`);
  const on = (style: Style): Style => onBackground(style, styles.box);
  const lines = helpLines(app, room.width);
  app.helpTop = Math.max(0, Math.min(app.helpTop, lines.length - room.height));
  lines.slice(app.helpTop, app.helpTop + room.height).forEach(([key, text, isTitle], k) => {
    const y = room.y + k;
    if (isTitle) cells.put(room.x, y, text, { style: on(styles.title), width: room.width });
    else {
      cells.put(room.x, y, fitText(key, 20), { style: on(styles.key) });
      const x = key === '' ? room.x : room.x + Math.max(8, textWidth(key) + 2);
      cells.put(x, y, fitText(text, room.x + room.width - x), { style: on(styles.plain) });
    }
  });
  if (lines.length > app.helpTop + room.height)
    cells.put(room.x + room.width - 8, room.y + room.height, ' ↓ more ', { style: on(styles.dim) });
}

type HelpLine = readonly [key: string, text: string, isTitle?: boolean];

function isPage(key: string): boolean {
  return /^[A-Z]$/.test(key) && key !== 'G';
}

function helpLines(app: App, width: number): readonly HelpLine[] {
  const { page } = app;
  const columns = page.view?.columns.filter(({ help }) => help !== undefined) ?? [];
  const working = bindings.filter(({ works, help }) => help !== '' && works(app));
  return [
    ...wrap(page.help, width).map((text): HelpLine => ['', text]),
    ...columns.map(({ title, help = '' }): HelpLine => [title, help]),
    ['', '', true],
    ['', 'Keys that work here', true],
    ...working.filter(({ keys }) => !isPage(keys[0]!)).map(({ shown, help }): HelpLine => [shown, help]),
    ['', '', true],
    ['', 'Pages', true],
    ...working.filter(({ keys }) => isPage(keys[0]!)).map(({ shown, help }): HelpLine => [shown, help]),
    ['', '', true],
    ['', 'Commands, after a colon', true],
    ...[...Object.values(commands), ...ownCommands()].flatMap(({ usage, help }): HelpLine[] => [
      [fitText(usage.split(' ')[0]!, 18), help],
    ]),
    ['', 'More of one: :help close, or begin to type it', false],
    ['', '', true],
    ['', 'Mouse: a click chooses, a second one opens, a column head sorts, the wheel scrolls', false],
  ];
}

/** A text in lines of at most so many characters, cut between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What is asked before something is sent: what it comes to, and how it is confirmed. */
export function drawDialog(cells: Cells, { app, commander }: Desk): void {
  const { dialog, answer } = commander;
  if (dialog === undefined) return;
  const { styles } = app.theme;
  const on = (style: Style): Style => onBackground(style, styles.box);
  const { preview } = dialog;
  const isTyped = dialog.confirmation === 'account' && preview?.refusal === undefined;
  const lines = preview?.lines ?? [];
  const height = lines.length + (isTyped ? 8 : 7);
  const room = drawBox(cells, app, centred(cells, 68, height), 'Send this?');
  let { y } = room;
  cells.put(room.x, y++, fitText(preview?.title ?? dialog.title, room.width), { style: on(styles.strong) });
  y++;
  for (const [name, text] of lines) {
    cells.put(room.x, y, name, { style: on(styles.label) });
    cells.put(room.x + 11, y++, fitText(text, room.width - 11), { style: on(styles.plain) });
  }
  y++;
  if (preview?.refusal !== undefined) {
    cells.put(room.x, y, fitText(`It would be refused: ${preview.refusal}`, room.width), { style: on(styles.error) });
    return;
  }
  if (isTyped) {
    const x = cells.put(room.x, y, `This concerns everything. Type ${dialog.account} and Enter: `, {
      style: on(styles.warn),
    });
    const end = cells.put(x, y, fitText(answer.text, room.x + room.width - x - 1), { style: on(styles.strong) });
    cells.put(end, y, ' ', { style: styles.brand });
    return;
  }
  let x = cells.put(room.x, y, ' Enter ', { style: styles.brand });
  x = cells.put(x + 1, y, 'sends it', { style: on(styles.plain) });
  x = cells.put(x + 3, y, ' Esc ', { style: on(styles.key) });
  cells.put(x + 1, y, 'goes back', { style: on(styles.plain) });
}

/** Asks before the terminal is left. */
export function drawQuit(cells: Cells, app: App): void {
  const { styles } = app.theme;
  const room = drawBox(cells, app, centred(cells, 60, 6), 'Leave?');
  const on = (style: Style): Style => onBackground(style, styles.box);
  const [first, second] =
    app.door.replay !== undefined
      ? ['The replay is put away.', 'What is recorded stays as it is.']
      : app.door.leaving === 'ends'
        ? ['The session ends in good order.', 'Open trades are kept where sessions are, and go on next time.']
        : ['The session goes on without this terminal.', 'Its strategies go on trading.'];
  cells.put(room.x, room.y, first, { style: on(styles.strong), width: room.width });
  cells.put(room.x, room.y + 1, second, { style: on(styles.plain), width: room.width });
  let x = cells.put(room.x, room.y + 3, ' Enter ', { style: styles.brand });
  x = cells.put(x + 1, room.y + 3, 'leaves', { style: on(styles.plain) });
  x = cells.put(x + 3, room.y + 3, ' Esc ', { style: on(styles.key) });
  cells.put(x + 1, room.y + 3, 'stays', { style: on(styles.plain) });
}

/** The line that is typed, at the foot, with what it could become above it. */
export function drawPrompt(cells: Cells, desk: Desk): void {
  const { app, commander } = desk;
  const { styles } = app.theme;
  const { prompt } = app;
  const y = cells.height - 1;
  cells.flood({ x: 0, y, width: cells.width, height: 1 }, styles.bar);
  const on = (style: Style): Style => onBackground(style, styles.bar);
  cells.put(0, y, ':', { style: on(styles.key) });
  const room = cells.width - 3;
  const shift = Math.max(0, prompt.cursor - room);
  cells.put(1, y, prompt.text.slice(shift), { style: on(styles.strong), width: room });
  const { fault } = commander;
  if (fault !== undefined && fault.to > fault.from)
    cells.put(1 + fault.from - shift, y, prompt.text.slice(fault.from, fault.to), { style: on(styles.fault) });
  cells.put(1 + prompt.cursor - shift, y, prompt.text[prompt.cursor] ?? ' ', { style: styles.brand });
  drawOffer(cells, desk, y);
}

function drawOffer(cells: Cells, { app, commander }: Desk, bottom: number): void {
  const { styles } = app.theme;
  const { words, from } = commander.offer;
  const { usage, preview, fault } = commander;
  const on = (style: Style): Style => onBackground(style, styles.box);
  const shown = words.slice(0, 8);
  const chosen = commander.chosen;
  const top = chosen >= 8 ? words.slice(chosen - 7, chosen + 1) : shown;
  const facts = fault === undefined ? previewLines(preview) : [];
  const room = cells.width - 2;
  const said: (readonly [text: string, style: Style])[] = [
    ...(fault === undefined
      ? []
      : wrap(`✖ ${plainFault(fault.message, usage?.usage)}`, room).map((text) => [text, styles.error] as const)),
    ...(usage === undefined ? [] : wrap(usage.usage, room).map((text) => [text, styles.accent] as const)),
    ...(usage === undefined ? [] : wrap(usage.help, room).map((text) => [text, styles.dim] as const)),
    ...facts.flatMap(([text, isBad]) =>
      wrap(text, room).map((line) => [line, isBad ? styles.warn : styles.plain] as const),
    ),
  ];
  const height = top.length + said.length;
  if (height === 0) return;
  const rect = { x: 0, y: Math.max(2, bottom - height), width: cells.width, height: Math.min(height, bottom - 2) };
  cells.flood(rect, styles.box);
  let { y } = rect;
  const say = (text: string, style: Style): void => {
    if (y < bottom) cells.put(1, y, fitText(text, cells.width - 2), { style: on(style) });
    y++;
  };
  for (const [text, style] of said) say(text, style);
  top.forEach((word) => {
    if (y < bottom) {
      const isChosen = word === words[chosen];
      const x = Math.min(cells.width - 30, Math.max(1, from + 1));
      cells.put(x, y, ` ${fitText(word, cells.width - x - 2)} `, { style: isChosen ? styles.brand : on(styles.plain) });
    }
    y++;
  });
}

/** What is wrong, without how it is written: that stands below. */
function plainFault(message: string, usage: string | undefined): string {
  return usage !== undefined && message.startsWith(`${usage}: `) ? message.slice(usage.length + 2) : message;
}

function previewLines(preview: Preview | undefined): (readonly [text: string, isBad: boolean])[] {
  if (preview === undefined) return [];
  const facts = preview.lines.map(([name, text]) => `${name} ${text}`).join(' · ');
  const lines: (readonly [string, boolean])[] = [[`→ ${preview.title}${facts === '' ? '' : ` · ${facts}`}`, false]];
  if (preview.refusal !== undefined) lines.push([`→ it would be refused: ${preview.refusal}`, true]);
  return lines;
}
