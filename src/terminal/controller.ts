import type { Zone } from './app.ts';
import { bindings, type Desk } from './keymap.ts';
import type { Key, Mouse, ScreenListener } from './screen.ts';

const helpSteps: Readonly<Record<string, number | undefined>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -10,
  pagedown: 10,
};

/** Turns what a person does at a screen into what is to be done. */
export class Controller implements ScreenListener {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  key(key: Key): void {
    const { app, commander } = this.#desk;
    app.isDirty = true;
    if (key.name === 'C-c') return app.leave();
    if (commander.isTyping) return commander.key(key);
    if (app.mode === 'quit') return this.#answerQuit(key);
    if ((app.mode === 'help' || app.mode === 'text') && this.#scrollHelp(key.name)) return;
    if (app.mode === 'text' || app.mode === 'help') return this.#leaveReading(key.name);
    if (app.mode === 'columns') return this.#columnKey(key.name);
    const alias = app.aliases.get(key.name.toLowerCase());
    if (alias !== undefined && /^f\d+$/i.test(key.name)) return commander.submit(alias);
    const binding = bindings.find(({ keys, works }) => keys.includes(key.name) && works(app));
    if (binding === undefined) return;
    app.message = undefined;
    binding.run(this.#desk);
  }

  mouse({ kind, x, y }: Mouse): void {
    const { app } = this.#desk;
    app.isDirty = true;
    if (app.mode === 'help' || app.mode === 'text') return void this.#scrollHelp(kind === 'up' ? 'up' : 'down');
    if (app.mode !== 'browse') return;
    if (kind !== 'click') return app.moveRow(kind === 'up' ? -1 : 1);
    const zone = app.zones.find((each) => isInside(each, x, y));
    zone?.act(y - zone.y);
  }

  paste(text: string): void {
    const { app, commander } = this.#desk;
    app.isDirty = true;
    if (commander.isTyping) commander.paste(text);
  }

  resize(): void {
    this.#desk.app.resize();
  }

  #scrollHelp(name: string): boolean {
    const step = helpSteps[name];
    const { app } = this.#desk;
    if (step !== undefined) app.helpTop = Math.max(0, app.helpTop + step);
    return step !== undefined;
  }

  #leaveReading(name: string): void {
    const { app } = this.#desk;
    if (['escape', 'q', '?', 'enter'].includes(name)) app.mode = 'browse';
  }

  #columnKey(name: string): void {
    const { app } = this.#desk;
    const columns = app.view?.columns ?? [];
    const step = helpSteps[name];
    if (step !== undefined) app.columnAt = Math.max(0, Math.min(columns.length - 1, app.columnAt + step));
    else if (name === 'a') app.resetColumns();
    else if (name === 'escape' || name === 'q') app.mode = 'browse';
    else if (['space', 'enter', 'x'].includes(name)) app.toggleColumn(columns[app.columnAt]?.id ?? '');
  }

  #answerQuit({ name }: Key): void {
    const { app } = this.#desk;
    app.mode = 'browse';
    if (name === 'enter' || name === 'q' || name === 'y') app.leave();
  }
}

function isInside(zone: Zone, x: number, y: number): boolean {
  return x >= zone.x && x < zone.x + zone.width && y >= zone.y && y < zone.y + zone.height;
}
