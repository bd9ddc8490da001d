import type { Cells } from './cells.ts';
import type { ColourDepth } from './style.ts';

/** A key that was pressed: `a`, `A`, `up`, `enter`, `escape`, `C-c`, `S-tab`, `f5` … */
export interface Key {
  readonly name: string;
  /** What it types; empty where it types nothing. */
  readonly text: string;
}

/** What the mouse did in a cell. */
export interface Mouse {
  readonly kind: 'click' | 'up' | 'down';
  readonly x: number;
  readonly y: number;
}

/** Who is told what a person does. */
export interface ScreenListener {
  key(key: Key): void;
  mouse(mouse: Mouse): void;
  /** Text that was put in at once. */
  paste(text: string): void;
  resize(): void;
}

/** A terminal. Who opened it closes it, whatever happens. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly depth: ColourDepth;
  listen(listener: ScreenListener): void;
  /** Shows the cells; sends what changed. Returns the characters sent. */
  show(cells: Cells): number;
  /** Rings, where the terminal can. */
  bell(): void;
  /** Somebody else wrote on it: the next cells are all sent. */
  forget(): void;
  /** The terminal as it was before: its own screen, cursor, echo, mouse. Once; again does nothing. */
  close(): void;
}
