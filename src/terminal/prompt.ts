import type { Key } from './screen.ts';

/** Longest line that is taken. */
const longest = 500;
/** Lines that are remembered. */
const remembered = 200;

/** A line that is typed, with a cursor, and the lines that were typed before. */
export class Prompt {
  text = '';
  /** Characters before the cursor. */
  cursor = 0;
  readonly history: string[];
  /** Place in the history; as long as it is, nothing of it is shown. */
  #at = 0;
  #draft = '';

  constructor(history: readonly string[] = []) {
    this.history = history.slice(-remembered);
    this.#at = this.history.length;
  }

  /** Begins with a text. */
  open(text: string): void {
    this.set(text);
    this.#at = this.history.length;
  }

  set(text: string): void {
    this.text = text.slice(0, longest);
    this.cursor = this.text.length;
  }

  /** Puts text in at the cursor. What ends lines becomes a blank: nothing that is put in can send itself. */
  insert(text: string): void {
    const clean = text.replaceAll(/[\r\n\t]+/g, ' ');
    const room = longest - this.text.length;
    const added = clean.slice(0, Math.max(0, room));
    this.text = this.text.slice(0, this.cursor) + added + this.text.slice(this.cursor);
    this.cursor += added.length;
  }

  /** Puts a word in where another one begins. */
  replaceFrom(from: number, word: string): void {
    this.text = this.text.slice(0, from) + word + this.text.slice(this.cursor);
    this.cursor = from + word.length;
  }

  /** Remembers the line for the next time. */
  remember(): void {
    const line = this.text.trim();
    if (line === '' || this.history.at(-1) === line) return;
    this.history.push(line);
    if (this.history.length > remembered) this.history.shift();
  }

  /** Edits the line. @returns false for a key that edits nothing */
  key({ name, text }: Key): boolean {
    const edit = edits[name];
    if (edit !== undefined) {
      edit(this);
      return true;
    }
    if (name === 'up' || name === 'down' || name === 'C-p' || name === 'C-n') {
      this.#recall(name === 'up' || name === 'C-p' ? -1 : 1);
      return true;
    }
    if (text === '') return false;
    this.insert(text);
    return true;
  }

  /** Takes characters away. */
  cut(from: number, to: number): void {
    const [start, end] = [Math.max(0, from), Math.min(this.text.length, to)];
    this.text = this.text.slice(0, start) + this.text.slice(end);
    this.cursor = Math.min(start, this.text.length);
  }

  /** Where the word before the cursor begins. */
  get wordStart(): number {
    return this.text.slice(0, this.cursor).search(/\S+\s*$/);
  }

  #recall(step: -1 | 1): void {
    const at = Math.max(0, Math.min(this.history.length, this.#at + step));
    if (at === this.#at) return;
    if (this.#at === this.history.length) this.#draft = this.text;
    this.#at = at;
    this.set(this.history[at] ?? this.#draft);
  }
}

const move = (to: (prompt: Prompt) => number) => (prompt: Prompt) => {
  prompt.cursor = Math.max(0, Math.min(prompt.text.length, to(prompt)));
};

const edits: Readonly<Record<string, ((prompt: Prompt) => void) | undefined>> = {
  left: move(({ cursor }) => cursor - 1),
  right: move(({ cursor }) => cursor + 1),
  home: move(() => 0),
  'C-a': move(() => 0),
  end: move(({ text }) => text.length),
  'C-e': move(({ text }) => text.length),
  backspace: (prompt) => prompt.cut(prompt.cursor - 1, prompt.cursor),
  delete: (prompt) => {
    const { cursor } = prompt;
    prompt.cut(cursor, cursor + 1);
  },
  'C-u': (prompt) => prompt.cut(0, prompt.cursor),
  'C-w': (prompt) => prompt.cut(Math.max(0, prompt.wordStart), prompt.cursor),
};
