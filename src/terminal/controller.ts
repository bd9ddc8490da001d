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
    if (app.mode === 'help' && this.#scrollHelp(key.name)) return;
    const binding = bindings.find(({ keys, works }) => keys.includes(key.name) && works(app));
    if (binding === undefined) return;
    app.message = undefined;
    binding.run(this.#desk);
  }

  mouse({ kind, x, y }: Mouse): void {
    const { app } = this.#desk;
    app.isDirty = true;
    if (app.mode === 'help') return void this.#scrollHelp(kind === 'up' ? 'up' : 'down');
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

  #answerQuit({ name }: Key): void {
    const { app } = this.#desk;
    app.mode = 'browse';
    if (name === 'enter' || name === 'q' || name === 'y') app.leave();
  }
}

function isInside(zone: Zone, x: number, y: number): boolean {
  return x >= zone.x && x < zone.x + zone.width && y >= zone.y && y < zone.y + zone.height;
}
