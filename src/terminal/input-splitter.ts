/** A piece of what a terminal sends. */
export type InputPiece =
  /** What a key, or several, sent. */
  | { readonly kind: 'keys'; readonly text: string }
  /** What the mouse sent, one event. */
  | { readonly kind: 'mouse'; readonly text: string }
  /** What was pasted, all of it. */
  | { readonly kind: 'paste'; readonly text: string };

const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';
/** More than this is cut off a paste. */
const pasteMost = 100_000;
// oxlint-disable-next-line no-control-regex -- what terminals send
const mouseEvent = /\u001B\[(?:<\d+;\d+;\d+[mM]|M[^]{3}|\d+;\d+;\d+M)/;
// oxlint-disable-next-line no-control-regex -- what terminals send
const unfinished = /\u001B(?:\[[\d;<]*|\[M[^]{0,2}|O)?$/;

/**
 * Cuts what a terminal sends into keys, mouse events and pastes, however the pieces arrive: a decoder that is given one piece
 * at a time cannot take one for another. What is pasted is never a key.
 */
export class InputSplitter {
  #rest = '';
  #paste: string | undefined;

  /** True while the end of a sequence may still come: asked for again with `flush` after a moment. */
  get isWaiting(): boolean {
    return this.#rest !== '' && this.#paste === undefined;
  }

  push(text: string): InputPiece[] {
    const pieces: InputPiece[] = [];
    let rest = this.#rest + text;
    this.#rest = '';
    while (rest !== '') rest = this.#paste === undefined ? this.#takeKeys(rest, pieces) : this.#takePaste(rest, pieces);
    return pieces;
  }

  /** Nothing more comes: what waited is a key. */
  flush(): InputPiece[] {
    const text = this.#rest;
    this.#rest = '';
    return text === '' ? [] : [{ kind: 'keys', text }];
  }

  #takeKeys(text: string, pieces: InputPiece[]): string {
    const paste = text.indexOf(pasteStart);
    const head = paste < 0 ? text : text.slice(0, paste);
    const mouse = mouseEvent.exec(head);
    if (mouse !== null) {
      addKeys(pieces, head.slice(0, mouse.index));
      pieces.push({ kind: 'mouse', text: mouse[0] });
      return text.slice(mouse.index + mouse[0].length);
    }
    if (paste >= 0) {
      addKeys(pieces, head);
      this.#paste = '';
      return text.slice(paste + pasteStart.length);
    }
    const tail = unfinished.exec(head);
    this.#rest = tail?.[0] ?? '';
    addKeys(pieces, head.slice(0, head.length - this.#rest.length));
    return '';
  }

  #takePaste(text: string, pieces: InputPiece[]): string {
    const pasted = (this.#paste ?? '') + text;
    const end = pasted.indexOf(pasteEnd);
    if (end < 0) {
      // The end itself may be cut in two.
      this.#paste = pasted.slice(0, pasteMost) + (pasted.length > pasteMost ? pasted.slice(-pasteEnd.length) : '');
      return '';
    }
    this.#paste = undefined;
    pieces.push({ kind: 'paste', text: pasted.slice(0, Math.min(end, pasteMost)) });
    return pasted.slice(end + pasteEnd.length);
  }
}

function addKeys(pieces: InputPiece[], text: string): void {
  if (text !== '') pieces.push({ kind: 'keys', text });
}
