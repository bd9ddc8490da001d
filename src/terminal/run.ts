import { steadyNow, wallSleep } from '../bus/clock.ts';
import { desktopFault, showOnDesktop } from '../notifier/desktop.ts';
import { App, type AppParts } from './app.ts';
import { Cells } from './cells.ts';
import { Commander } from './commander.ts';
import { Controller } from './controller.ts';
import { drawApp } from './draw.ts';
import type { Desk } from './keymap.ts';
import type { Screen } from './screen.ts';

/** At most so many frames a second while nothing is typed. */
const frameMillis = 100;
/** How soon a key is to be seen, ms. */
const keyMillis = 12;

/** What the terminal is opened with, but for what it finds out itself. */
export interface TerminalParts extends Omit<AppParts, 'now' | 'depth' | 'onLeave' | 'notify'> {
  /** What is to be said as soon as it can be; taken out as it is said. */
  readonly warnings: string[];
}

/**
 * Shows a session on a screen until the person leaves, or the session ends. Draws at most ten times a second, at once after a
 * key. The screen is closed when this returns, however it ends.
 *
 * @param stop ends it from outside @returns the app, for what is to be remembered of it
 */
export async function runTerminal(screen: Screen, parts: TerminalParts, stop: AbortSignal): Promise<App> {
  const left = new AbortController();
  const over = AbortSignal.any([stop, left.signal]);
  const notify = { show: showOnDesktop, fault: desktopFault(process.env), bell: () => screen.bell() };
  const app = new App({ ...parts, notify, depth: screen.depth, now: steadyNow, onLeave: () => left.abort() });
  const desk = { app, commander: new Commander(app) };
  const painter = new Painter(screen, desk);
  try {
    screen.listen(new Controller(desk));
    while (!over.aborted) {
      for (const warning of parts.warnings.splice(0)) app.say(warning, 'warn');
      painter.look();
      // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
      await wallSleep(keyMillis, over);
    }
    return app;
  } finally {
    screen.close();
  }
}

/** Draws when it is time to. */
class Painter {
  readonly #screen: Screen;
  readonly #desk: Desk;
  #cells = new Cells(1, 1);
  #last = -Infinity;

  constructor(screen: Screen, desk: Desk) {
    this.#screen = screen;
    this.#desk = desk;
  }

  look(): void {
    const { app } = this.#desk;
    const now = steadyNow();
    if (!app.isDirty && now - this.#last < frameMillis) return;
    this.#last = now;
    // What is gone through again is no news.
    if (app.snapshot !== undefined && app.door.replay === undefined) app.notices.look(app.snapshot);
    app.isDirty = false;
    if (app.isStale) this.#screen.forget();
    app.isStale = false;
    const [width, height] = [Math.max(1, this.#screen.width), Math.max(1, this.#screen.height)];
    if (this.#cells.width !== width || this.#cells.height !== height) this.#cells = new Cells(width, height);
    drawApp(this.#cells, this.#desk);
    this.#screen.show(this.#cells);
  }
}
