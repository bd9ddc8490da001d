import xterm from '@xterm/headless';
import { parseCommand } from '../../src/command/index.ts';
import { loadProfile } from '../../src/config/load.ts';
import type { Command } from '../../src/market/command.ts';
import type { FaceDoor, ReplayControl } from '../../src/system/door/face-door.ts';
import { runPaper } from '../../src/system/paper/paper.ts';
import { App } from '../../src/terminal/app.ts';
import { Cells, difference } from '../../src/terminal/cells.ts';
import { Commander } from '../../src/terminal/commander.ts';
import { Controller } from '../../src/terminal/controller.ts';
import { drawApp } from '../../src/terminal/draw.ts';
import { readSettings } from '../../src/terminal/settings-file.ts';
import type { ColourDepth } from '../../src/terminal/style.ts';
import type { Preview } from '../../src/view/preview.ts';
import type { Snapshot } from '../../src/view/snapshot.ts';
import { root } from './source.ts';

/** A demo session as it stands once some trades are over, with others open. */
export async function demoSnapshot(): Promise<Snapshot> {
  const { profile, strategies } = await loadProfile('demo', { workspace: root, set: [], env: {}, cwd: root });
  const fast = { ...profile, data: { ...profile.data, synthetic: { ...profile.data.synthetic, speed: 20_000 } } };
  const stop = new AbortController();
  let look: (() => Snapshot) | undefined;
  let snapshot: Snapshot | undefined;
  await runPaper({
    profile: fast,
    strategies,
    stop: stop.signal,
    onReady: (door) => {
      look = () => door.look();
    },
    onLine: () => {
      if (look === undefined || snapshot !== undefined) return;
      const now = look();
      if (now.logs.history.total < 8 || now.trades.length < 2 || now.logs.equity.total < 5) return;
      // Taken out of the session: it goes on.
      snapshot = structuredClone({ ...now, logs: { ...now.logs }, series: now.series.map((each) => ({ ...each })) });
      stop.abort();
    },
  });
  if (snapshot === undefined) throw new Error('the demo ended before anything happened');
  return snapshot;
}

/** A terminal emulator of this size. */
export class Emulator {
  readonly #terminal;

  constructor(width: number, height: number) {
    this.#terminal = new xterm.Terminal({ cols: width, rows: height, allowProposedApi: true, scrollback: 0 });
  }

  async write(text: string): Promise<void> {
    await new Promise<void>((done) => this.#terminal.write(text, done));
  }

  /** What it shows, line by line, without blanks at the ends. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, y) => active.getLine(y)?.translateToString(true).trimEnd() ?? '',
    );
  }
}

function commandOf(line: string): Command {
  const command = parseCommand(line);
  if (typeof command === 'string') throw new Error(command);
  return command;
}

/** The terminal without a terminal: keys in, what an emulator shows out. */
export class TerminalRig {
  readonly app: App;
  readonly commander: Commander;
  readonly controller: Controller;
  readonly sent: Command[] = [];
  readonly written: [string, string][] = [];
  hasLeft = false;
  bells = 0;
  now = 0;
  readonly #cells: Cells;
  #shown: Cells | undefined;
  readonly #emulator: Emulator;
  readonly #depth: ColourDepth;

  constructor(
    snapshot: Snapshot | undefined,
    at: {
      width?: number;
      height?: number;
      depth?: ColourDepth;
      preview?: (command: Command) => Preview | undefined;
      explain?: (what: string | undefined) => Promise<string>;
      replay?: ReplayControl;
    } = {},
  ) {
    const { width = 80, height = 24, depth = '256', preview, explain, replay } = at;
    const door: FaceDoor = {
      leaving: 'ends',
      ...(replay === undefined ? {} : { replay }),
      look: () => snapshot,
      send: async (line) => {
        const command = commandOf(line);
        this.sent.push(command);
        return { done: true, message: `${command.kind} done` };
      },
      preview: async (line) => preview?.(commandOf(line)),
    };
    this.app = new App({
      door,
      depth,
      settings: readSettings(undefined),
      now: () => this.now,
      explain,
      notify: {
        show: async () => undefined,
        fault: 'no desktop here',
        bell: () => {
          this.bells++;
        },
      },
      onLeave: () => {
        this.hasLeft = true;
      },
      write: (name, text) => {
        this.written.push([name, text]);
        return name;
      },
    });
    this.commander = new Commander(this.app);
    this.controller = new Controller({ app: this.app, commander: this.commander });
    this.#cells = new Cells(width, height);
    this.#emulator = new Emulator(width, height);
    this.#depth = depth;
  }

  /** Presses keys: names, or a text in quotes that is typed. */
  async press(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const text = name.startsWith("'") ? name.slice(1, -1) : '';
      if (text === '') this.key(name);
      else for (const char of text) this.key(char === ' ' ? 'space' : char);
      // What was asked of the door is answered.
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
  }

  key(name: string): void {
    const text = name === 'space' ? ' ' : name.length === 1 ? name : '';
    this.controller.key({ name, text });
  }

  /** Draws, and tells what the emulator shows then. */
  async screen(): Promise<string[]> {
    drawApp(this.#cells, this);
    const text = difference(this.#shown, this.#cells, this.#depth);
    this.#shown ??= new Cells(this.#cells.width, this.#cells.height);
    this.#shown.chars.set(this.#cells.chars);
    this.#shown.styles.set(this.#cells.styles);
    await this.#emulator.write(text);
    return this.#emulator.lines;
  }

  /** What is drawn, without an emulator. */
  draw(): string {
    drawApp(this.#cells, this);
    return Array.from({ length: this.#cells.height }, (_, y) => this.#cells.text(y)).join('\n');
  }
}
