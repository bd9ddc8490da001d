import { formatNumber, formatSigned, sparkline } from '../view/format.ts';
import type { ReplayState } from '../system/door/face-door.ts';
import type { Snapshot } from '../view/snapshot.ts';
import type { App, Zone } from './app.ts';
import type { Cells } from './cells.ts';
import { bindings } from './keymap.ts';
import { pages } from './pages.ts';
import { onBackground, type Style } from './style.ts';
import { fitText, textWidth } from './width.ts';

const stateTones = { active: 'gain', reducing: 'warn', 'cancel-only': 'warn', halted: 'error' } as const;

/** Name, state, equity and time, in the first line. What has no room is left out, the least important first. */
export function drawHeader(cells: Cells, app: App): void {
  const { styles } = app.theme;
  const { width } = cells;
  cells.flood({ x: 0, y: 0, width, height: 1 }, styles.bar);
  const on = (style: Style): Style => onBackground(style, styles.bar);
  const { snapshot } = app;
  let x = cells.put(0, 0, ' siis ', { style: styles.brand });
  if (snapshot === undefined) {
    cells.put(x + 1, 0, 'waiting for the session …', { style: on(styles.dim) });
    return;
  }
  const { session, time, accounts } = snapshot;
  const [account] = accounts;
  const now = clock(time);
  const right = width >= 100 ? `${now} ×${formatNumber(session.speed, 0)}` : now.slice(5);
  const end = width - textWidth(right) - 1;
  cells.put(end, 0, right, { style: on(styles.dim) });
  const say = (text: string, style: Style, gap = 2): void => {
    if (x + gap + textWidth(text) < end) x = cells.put(x + gap, 0, text, { style: on(style) });
  };
  say(session.profile, styles.strong, 1);
  say(session.mode, styles.dim, 1);
  say(`● ${session.state.toUpperCase()}`, styles[stateTones[session.state]]);
  if (account !== undefined) sayAccount(say, app, snapshot);
  if (session.lag > 1000) say(`${formatNumber(session.lag / 1000, 0)} s late`, styles.warn);
}

function sayAccount(say: (text: string, style: Style, gap?: number) => void, app: App, snapshot: Snapshot): void {
  const { styles } = app.theme;
  const { accounts, trades, logs } = snapshot;
  const equity = accounts.reduce((sum, each) => sum + each.equity, 0);
  const day = accounts.reduce((sum, each) => sum + each.dayEquity, 0);
  const start = accounts.reduce((sum, each) => sum + each.startEquity, 0);
  const open = accounts.reduce((sum, each) => sum + each.unrealised, 0);
  const look = (value: number): Style => (value < 0 ? styles.loss : styles.gain);
  say(`${formatNumber(equity, 2)} ${accounts[0]!.currency}`, styles.strong);
  say(`${formatSigned((equity / start - 1) * 100, 2)}%`, look(equity - start), 1);
  say(`open ${formatSigned(open, 2)}`, look(open));
  say(`day ${formatSigned(equity - day, 2)}`, look(equity - day));
  say(`trades ${trades.filter(({ state }) => state !== 'pending').length}`, styles.plain);
  say(`dd ${formatNumber(accounts[0]!.drawdown * 100, 1)}%`, styles.dim);
  const curve = logs.equity.items.slice(-60).map(([, value]) => value);
  say(
    sparkline(
      curve.filter((_, k) => k % 5 === 0),
      12,
    ),
    look(equity - start),
  );
}

/** The pages by their letters, and by their names as far as there is room: the present one first. @returns where each can be clicked */
export function drawTabs(cells: Cells, app: App): Zone[] {
  const { styles } = app.theme;
  const current = pages.findIndex(({ id }) => id === app.page.id);
  const named = namedTabs(cells.width, current);
  const zones: Zone[] = [];
  let x = 0;
  pages.forEach(({ id, key, title }, k) => {
    const width = named.has(k) ? title.length + 4 : 2;
    if (x + width > cells.width) return;
    zones.push({ x, y: 1, width, height: 1, act: () => app.show(id) });
    if (k === current) cells.put(x, 1, named.has(k) ? ` ${key} ${title} ` : ` ${key}`, { style: styles.tabOn });
    else {
      cells.put(x + 1, 1, key, { style: styles.tabKey });
      if (named.has(k)) cells.put(x + 3, 1, title, { style: styles.tab });
    }
    x += width;
  });
  return zones;
}

/** The pages whose names there is room for, from the present one outwards. */
function namedTabs(width: number, current: number): ReadonlySet<number> {
  const named = new Set<number>();
  let left = width - pages.length * 2;
  for (let away = 0; away < pages.length; away++) {
    for (const at of away === 0 ? [current] : [current + away, current - away]) {
      const needed = (pages[at]?.title.length ?? Infinity) + 2;
      if (needed > left) continue;
      left -= needed;
      named.add(at);
    }
  }
  return named;
}

const messageMarks: Readonly<Record<string, string | undefined>> = { error: '✖ ', warn: '! ', gain: '✔ ' };

/** What was last said, else what last happened. */
export function drawMessage(cells: Cells, app: App): void {
  const { styles } = app.theme;
  const y = cells.height - 2;
  const { message, snapshot } = app;
  if (message !== undefined && app.parts.now() < message.until) {
    const mark = messageMarks[message.tone] ?? '';
    cells.put(1, y, fitText(mark + message.text, cells.width - 2), { style: styles[message.tone] });
    return;
  }
  const { replay } = app.door;
  if (replay !== undefined) return drawTimeline(cells, app, replay.state);
  const last = snapshot?.logs.console.items.at(-1);
  if (last === undefined) return;
  const time = new Date(last.time).toISOString().slice(11, 19);
  const text = `${time} ${last.kind} ${last.instrument} ${last.text}`;
  cells.put(1, y, fitText(text, cells.width - 2), { style: last.level === 'info' ? styles.dim : styles.warn });
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** Where in its record a replay stands. */
function drawTimeline(cells: Cells, app: App, state: ReplayState): void {
  const { styles } = app.theme;
  const y = cells.height - 2;
  const { time, start, end, isPlaying, isBusy, speed, fault } = state;
  if (fault !== undefined) {
    cells.put(1, y, fitText(`✖ ${fault}`, cells.width - 2), { style: styles.error });
    return;
  }
  const mark = isBusy ? '» ' : isPlaying ? '▶ ' : '❚❚';
  let x = cells.put(1, y, mark, { style: isPlaying || isBusy ? styles.gain : styles.warn });
  x = cells.put(x + 1, y, clock(time), { style: styles.strong });
  const right = `${clock(end).slice(5)}  ×${formatNumber(speed, speed < 1 ? 1 : 0)}`;
  const width = cells.width - x - right.length - 4;
  if (width > 4) {
    const at = Math.round(((time - start) / Math.max(1, end - start)) * (width - 1));
    cells.put(x + 1, y, '━'.repeat(width), { style: styles.border });
    cells.put(x + 1, y, '━'.repeat(Math.max(0, at)), { style: styles.accent });
    cells.put(x + 1 + Math.max(0, Math.min(width - 1, at)), y, '●', { style: styles.title });
  }
  cells.put(cells.width - right.length - 1, y, right, { style: styles.dim });
}

/** The keys that do something now. */
export function drawFoot(cells: Cells, app: App): void {
  const { styles } = app.theme;
  const y = cells.height - 1;
  cells.flood({ x: 0, y, width: cells.width, height: 1 }, styles.bar);
  const shown = bindings
    .filter(({ rank, works }) => rank !== undefined && works(app))
    .toSorted((a, b) => a.rank! - b.rank!);
  let x = 0;
  for (const { shown: key, label } of shown) {
    if (x + key.length + label.length + 3 > cells.width) continue;
    x = cells.put(x + 1, y, key, { style: onBackground(styles.key, styles.bar) });
    x = cells.put(x + 1, y, label, { style: onBackground(styles.label, styles.bar) }) + 1;
  }
}

/** The foot of a moment at which something is typed or asked: what the keys do then. */
export function drawHint(cells: Cells, app: App, hints: readonly (readonly [key: string, label: string])[]): void {
  const { styles } = app.theme;
  const y = cells.height - 1;
  cells.flood({ x: 0, y, width: cells.width, height: 1 }, styles.bar);
  let x = 0;
  for (const [key, label] of hints) {
    if (x + key.length + label.length + 3 > cells.width) continue;
    x = cells.put(x + 1, y, key, { style: onBackground(styles.key, styles.bar) });
    x = cells.put(x + 1, y, label, { style: onBackground(styles.label, styles.bar) }) + 1;
  }
}
