import { completeLine, type Completion } from '../command/complete.ts';
import { type Confirmation, confirmationOf } from '../command/confirmation.ts';
import { findCommand, type LineFault, readLine, wordsOf } from '../command/index.ts';
import type { Preview } from '../view/preview.ts';
import type { App } from './app.ts';
import { expanded, ownCompletions, ownHelp, runOwn } from './own-commands.ts';
import { Prompt } from './prompt.ts';
import type { Key } from './screen.ts';
import type { Dialog } from './state.ts';

/** The line that is typed, what it could become, and what is asked before it is sent. */
export class Commander {
  dialog: Dialog | undefined;
  /** The name that has to be typed. */
  readonly answer = new Prompt();
  fault: LineFault | undefined;
  /** What the line would come to, as far as it is typed. */
  preview: Preview | undefined;
  /** The chosen one of the completions; −1 for none. */
  chosen = -1;
  readonly #app: App;
  /** Rises with every change of the line: what was asked of an older one comes too late. */
  #version = 0;
  /** The filter as it was when it began to be typed. */
  #filterBefore = '';

  constructor(app: App) {
    this.#app = app;
  }

  /** Keys and pastes go to what is typed, or asked. */
  get isTyping(): boolean {
    const { mode } = this.#app;
    return mode === 'command' || mode === 'filter' || mode === 'confirm';
  }

  open(text: string): void {
    const app = this.#app;
    app.mode = 'command';
    app.prompt.open(text.replaceAll(/\s+/g, ' '));
    this.#changed();
  }

  openFilter(): void {
    const { view } = this.#app;
    if (view === undefined) return;
    this.#filterBefore = this.#app.tableState(view.id).filter;
    this.#app.mode = 'filter';
    this.answer.open(this.#filterBefore);
  }

  /** What the last word could become. */
  get completion(): Completion {
    const { prompt, snapshot } = this.#app;
    const line = prompt.text.slice(0, prompt.cursor);
    return completeLine(line, {
      instruments: snapshot?.markets.map(({ id }) => id) ?? [],
      trades: snapshot?.trades.map(({ id }) => id) ?? [],
      strategies: [...new Set(snapshot?.traders.map(({ strategy }) => strategy))],
      timeframes: [...new Set(snapshot?.markets.flatMap(({ timeframes }) => timeframes))],
      regions: snapshot?.regions.map(({ id }) => id) ?? [],
      alerts: snapshot?.waiting.map(({ id }) => id) ?? [],
      operations: [...new Set(snapshot?.operations.map(({ id }) => id))],
      own: ownCompletions(this.#app),
    });
  }

  /** How the command that is typed is written, and what it does. */
  get usage(): { readonly usage: string; readonly help: string } | undefined {
    const [name] = wordsOf(this.#app.prompt.text);
    return name === undefined ? undefined : (findCommand(name.text) ?? ownHelp(name.text));
  }

  key(key: Key): void {
    if (this.#app.mode === 'filter') this.#filterKey(key);
    else if (this.#app.mode === 'confirm') this.#confirmKey(key);
    else this.#commandKey(key);
  }

  /** Puts text in where something is typed. It never sends anything: what ends lines is taken out. */
  paste(text: string): void {
    if (this.#app.mode === 'command') {
      this.#app.prompt.insert(text);
      this.#changed();
    } else if (this.#app.mode === 'filter') {
      this.answer.insert(text);
      this.#applyFilter();
    }
  }

  /** Pauses the strategies, or lets them decide again; where strategies are listed the chosen one. */
  togglePause(): void {
    const { snapshot, chosenRow, page } = this.#app;
    if (snapshot === undefined) return;
    const strategy = page.id === 'traders' ? chosenRow?.group : undefined;
    const meant = snapshot.traders.filter((trader) => strategy === undefined || trader.strategy === strategy);
    const verb = meant.some(({ state }) => state !== 'paused') ? 'pause' : 'play';
    this.submit(strategy === undefined ? verb : `${verb} ${strategy}`);
  }

  #commandKey(key: Key): void {
    const app = this.#app;
    if (key.name === 'escape') app.mode = 'browse';
    else if (key.name === 'enter') this.#enter();
    else if (key.name === 'tab' || key.name === 'S-tab') this.#complete(key.name === 'tab' ? 1 : -1);
    else if (key.name === 'backspace' && app.prompt.text === '') app.mode = 'browse';
    else if (app.prompt.key(key)) this.#changed();
  }

  #enter(): void {
    const { prompt } = this.#app;
    if (prompt.text.trim() === '') {
      this.#app.mode = 'browse';
      return;
    }
    prompt.remember();
    this.submit(prompt.text);
  }

  /** Takes the next completion in; the same word again goes on to the one after. */
  #complete(step: 1 | -1): void {
    const { prompt } = this.#app;
    if (this.#offered === undefined) this.#offered = { completion: this.completion, at: step > 0 ? -1 : 0 };
    const { completion } = this.#offered;
    const count = completion.words.length;
    if (count === 0) return void (this.#offered = undefined);
    const at = (this.#offered.at + step + count) % count;
    this.#offered = { completion, at };
    prompt.replaceFrom(completion.from, completion.words[at]!);
    this.chosen = at;
    if (count === 1) {
      prompt.insert(' ');
      this.#offered = undefined;
    }
    this.#look();
  }

  #offered: { readonly completion: Completion; readonly at: number } | undefined;

  /** What is offered at the moment: what Tab goes through, or what fits the word as it is typed. */
  get offer(): Completion {
    return this.#offered?.completion ?? this.completion;
  }

  /** The line changed: what was said of the old one is void. */
  #changed(): void {
    this.#offered = undefined;
    this.chosen = -1;
    this.#look();
  }

  #look(): void {
    this.#version++;
    this.fault = undefined;
    const read = readLine(expanded(this.#app, this.#app.prompt.text));
    if (!('command' in read) || confirmationOf(read.command) === undefined) {
      this.preview = undefined;
      return;
    }
    const version = this.#version;
    void this.#foresee(expanded(this.#app, this.#app.prompt.text), version);
  }

  async #foresee(line: string, version: number): Promise<void> {
    try {
      const preview = await this.#app.door.preview(line);
      if (version !== this.#version) return;
      this.preview = preview;
      this.#app.isDirty = true;
    } catch {
      // A preview that cannot be had is no fault: it is asked for again before anything is sent.
      this.preview = undefined;
    }
  }

  /** Does what a line asks for: at once, or after it was confirmed. */
  submit(typed: string): void {
    const app = this.#app;
    const line = expanded(app, typed);
    const own = runOwn(app, line);
    if (own === 'done') {
      if (app.mode === 'command') app.mode = 'browse';
      return;
    }
    if (typed !== line && own === undefined && app.mode === 'command') app.prompt.set(line);
    const read = own === undefined ? readLine(line) : { fault: own };
    if ('fault' in read) {
      this.fault = read.fault;
      app.say(read.fault.message, 'error');
      return;
    }
    const confirmation = confirmationOf(read.command);
    if (confirmation === undefined) this.#send(line);
    else void this.#ask(line, confirmation);
  }

  async #ask(line: string, confirmation: Confirmation): Promise<void> {
    const app = this.#app;
    this.#version++;
    const version = this.#version;
    try {
      const preview = await app.door.preview(line);
      // Meanwhile something else was typed.
      if (version !== this.#version) return;
      const account = app.snapshot?.accounts[0]?.name ?? '';
      this.dialog = { line, preview, title: line.trim().replace(/^:/, ''), confirmation, account };
      this.answer.set('');
      app.mode = 'confirm';
    } catch (error) {
      app.say(wordsOfError(error), 'error');
    }
    app.isDirty = true;
  }

  #confirmKey(key: Key): void {
    const { dialog } = this;
    if (dialog === undefined || key.name === 'escape') {
      this.#closeDialog();
      return this.#app.say('not sent');
    }
    if (dialog.preview?.refusal !== undefined) {
      if (key.name === 'enter') this.#closeDialog();
      return;
    }
    if (dialog.confirmation === 'enter') {
      if (key.name === 'enter') this.#confirmed(dialog);
      return;
    }
    if (key.name !== 'enter') this.answer.key(key);
    else if (this.answer.text.trim() === dialog.account) this.#confirmed(dialog);
    else this.#app.say(`type ${dialog.account} to confirm, or Esc`, 'warn');
  }

  #confirmed({ line }: Dialog): void {
    this.#closeDialog();
    this.#send(line);
  }

  #closeDialog(): void {
    this.dialog = undefined;
    this.#app.mode = 'browse';
  }

  #send(line: string): void {
    const app = this.#app;
    if (app.mode === 'command') app.mode = 'browse';
    void app.door.send(line).then(
      ({ done, message }) => app.say(message.replaceAll('\n', ' · '), done ? 'gain' : 'warn'),
      (error: unknown) => app.say(wordsOfError(error), 'error'),
    );
  }

  #filterKey(key: Key): void {
    const app = this.#app;
    if (key.name === 'escape') {
      this.answer.set(this.#filterBefore);
      this.#applyFilter();
      app.mode = 'browse';
    } else if (key.name === 'enter') app.mode = 'browse';
    else if (key.name === 'up' || key.name === 'down') app.moveRow(key.name === 'up' ? -1 : 1);
    else if (this.answer.key(key)) this.#applyFilter();
  }

  #applyFilter(): void {
    const { view } = this.#app;
    if (view === undefined) return;
    const state = this.#app.tableState(view.id);
    state.filter = this.answer.text;
    state.top = 0;
  }
}

function wordsOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
