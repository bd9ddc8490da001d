import { SiisError } from '../../util/errors.ts';
import type { Preview } from '../../view/preview.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import type { Answer } from '../command/listing.ts';
import type { FaceDoor } from './face-door.ts';
import { previewTyped, sendTyped, type SessionDoor } from './session-door.ts';

/** A snapshot is as good as new for so long, ms. */
const fresh = 80;

/** The session of this very process. @param now steady wall time, ms */
export class LocalDoor implements FaceDoor {
  readonly leaving = 'ends';
  readonly #door: SessionDoor;
  readonly #now: () => number;
  #last: Snapshot | undefined;
  #taken = -Infinity;
  #isOver = false;

  constructor(door: SessionDoor, now: () => number) {
    this.#door = door;
    this.#now = now;
  }

  look(): Snapshot {
    const now = this.#now();
    if (this.#last !== undefined && (this.#isOver || now - this.#taken < fresh)) return this.#last;
    this.#taken = now;
    this.#last = this.#door.look();
    return this.#last;
  }

  /** The session ended: what it came to is shown on. */
  freeze(): void {
    this.look();
    this.#isOver = true;
  }

  async send(line: string): Promise<Answer> {
    this.#taken = -Infinity;
    return sendTyped(this.#open, line, 'terminal');
  }

  async preview(line: string): Promise<Preview | undefined> {
    return previewTyped(this.#open, line);
  }

  get #open(): SessionDoor {
    if (this.#isOver) throw new SiisError('NOT_RUNNING', 'the session is over: nothing can be sent any more');
    return this.#door;
  }
}
