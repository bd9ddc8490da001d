import { usesUtf8Lines } from './utf8-lines.ts';
import blessed from 'blessed';
import { PassThrough } from 'node:stream';
import { writeSync } from 'node:fs';
import { wallSleep } from '../bus/clock.ts';
import { assert } from '../util/assert.ts';
import { Cells, difference } from './cells.ts';
import { startGuardian } from './guardian.ts';
import { type InputPiece, InputSplitter } from './input-splitter.ts';
import type { Key, Screen, ScreenListener } from './screen.ts';
import type { ColourDepth } from './style.ts';

/** A lone Escape and the beginning of an arrow look alike for so long, ms. */
const escapeWait = 30;
/** Wraps a frame, so that a terminal that can shows it whole. */
const frameStart = '\u001B[?2026h';
const frameEnd = '\u001B[?2026l';
/** Everything as it was: paste, mouse, colours, cursor, the screen before. */
export const resetCodes =
  '\u001B[?2026l\u001B[?2004l\u001B[?1006l\u001B[?1003l\u001B[?1002l\u001B[?1000l\u001B[0m\u001B[?25h\u001B[?1049l';

/** Whether a terminal can show more than lines, and how many colours it has. */
export function colourDepth({ TERM = '', COLORTERM = '', NO_COLOR }: NodeJS.ProcessEnv): ColourDepth {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return 'none';
  if (COLORTERM !== '' || /256|kitty|alacritty|foot|ghostty|wezterm/.test(TERM)) return '256';
  return /^(?:vt\d|dumb|ansi-m)/.test(TERM) ? 'none' : '16';
}

/** Opens the terminal that the process runs in. The driver reads its keys and sees it resized; what is shown is ours. */
export function openScreen(): Screen {
  return new BlessedScreen();
}

class BlessedScreen implements Screen {
  readonly depth = colourDepth(process.env);
  readonly #input = new PassThrough();
  readonly #program;
  readonly #guardian = startGuardian();
  readonly #splitter = new InputSplitter();
  #shown: Cells | undefined;
  #listener: ScreenListener | undefined;
  #isClosed = false;

  constructor() {
    const { stdin, stdout } = process;
    assert(usesUtf8Lines, 'the driver was imported too soon');
    this.#program = blessed.program({
      input: this.#input,
      output: stdout,
      // What is known of other names warns, and adds nothing that is used here.
      terminal: 'xterm-256color',
      resizeTimeout: 50,
    });
    this.#follow();
    // Also where the program ends by an error that nobody caught.
    process.on('exit', this.#end);
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', this.#take);
    stdin.resume();
    stdout.write('\u001B[?1049h\u001B[?25l\u001B[?1000h\u001B[?1002h\u001B[?1006h\u001B[?2004h');
  }

  get width(): number {
    return process.stdout.columns ?? 80;
  }

  get height(): number {
    return process.stdout.rows ?? 24;
  }

  listen(listener: ScreenListener): void {
    this.#listener = listener;
  }

  show(cells: Cells): number {
    if (this.#isClosed) return 0;
    const text = difference(this.#shown, cells, this.depth);
    if (this.#shown?.width !== cells.width || this.#shown.height !== cells.height)
      this.#shown = new Cells(cells.width, cells.height);
    this.#shown.chars.set(cells.chars);
    this.#shown.styles.set(cells.styles);
    if (text !== '') process.stdout.write(frameStart + text + frameEnd);
    return text.length;
  }

  bell(): void {
    if (!this.#isClosed) process.stdout.write('\u0007');
  }

  forget(): void {
    this.#shown = undefined;
  }

  close(): void {
    this.#end();
  }

  #follow(): void {
    this.#program.on('keypress', (_: unknown, key: RawKey) => {
      const read = keyOf(key);
      if (read !== undefined) this.#listener?.key(read);
    });
    this.#program.on('mouse', ({ action, x, y }: { action: string; x: number; y: number }) => {
      const kind = mouseKinds[action];
      if (kind !== undefined) this.#listener?.mouse({ kind, x, y });
    });
    this.#program.on('resize', () => {
      this.#shown = undefined;
      this.#listener?.resize();
    });
  }

  readonly #take = (data: Buffer | string): void => {
    this.#pass(this.#splitter.push(data.toString()));
    if (this.#splitter.isWaiting) void this.#flushLater();
  };

  async #flushLater(): Promise<void> {
    await wallSleep(escapeWait);
    this.#pass(this.#splitter.flush());
  }

  #pass(pieces: readonly InputPiece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'paste') this.#listener?.paste(piece.text);
      else this.#input.emit('data', Buffer.from(piece.text));
    }
  }

  readonly #end = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { stdin } = process;
    stdin.off('data', this.#take);
    process.off('exit', this.#end);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
    this.#program.destroy();
    writeNow(resetCodes);
    this.#guardian.dismiss();
  };
}

const mouseKinds: Readonly<Record<string, 'click' | 'up' | 'down' | undefined>> = {
  mousedown: 'click',
  wheelup: 'up',
  wheeldown: 'down',
};

interface RawKey {
  readonly full?: string;
  readonly name?: string;
  readonly ch?: string;
  readonly sequence?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
}

/** A key as the driver tells it. It tells Enter twice, under two names. */
function keyOf({ name, ch, sequence = '', ctrl, meta, shift }: RawKey): Key | undefined {
  if (name === 'return') return undefined;
  if (name === 'linefeed') return { name: 'enter', text: '' };
  const isLetter = sequence.length === 1 && sequence >= ' ' && sequence !== '\u007F';
  if (isLetter) return { name: name === 'space' ? 'space' : sequence, text: sequence };
  if (name === undefined) return ch === undefined ? undefined : { name: ch, text: ch };
  const prefix = (ctrl === true ? 'C-' : '') + (meta === true ? 'M-' : '') + (shift === true ? 'S-' : '');
  return { name: prefix + name, text: '' };
}

/** Written before the process goes on: it may be its last act. */
function writeNow(text: string): void {
  try {
    writeSync(1, text);
  } catch {
    // The terminal is gone.
  }
}
