import { wallSleep } from '../../bus/clock.ts';
import { LineSocket } from '../../bus/line-socket.ts';
import { assert } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { GrowingLog } from '../../view/log.ts';
import type { Preview } from '../../view/preview.ts';
import type { Logs, Snapshot } from '../../view/snapshot.ts';
import type { FaceDoor } from './face-door.ts';
import type { Answer } from '../command/listing.ts';
import type { Typed } from './session-door.ts';
import {
  type Added,
  type Ask,
  type ClientName,
  readSaid,
  type Said,
  type SnapshotMessage,
  writeMessage,
} from './session-message.ts';
import { sessionPath } from './session-socket.ts';

/** Who asks. */
export interface Asker {
  /** What the session's record calls it. */
  readonly source: ClientName;
  /** How long an answer may take, ms. */
  readonly patience?: number;
}

/** What one who waits for an answer is told. */
interface Waiting {
  readonly done: (said: Said) => void;
  readonly failed: (error: Error) => void;
}

/** The session of another process of the same user. */
export class RemoteDoor implements FaceDoor {
  readonly leaving = 'goes on';
  readonly #socket: LineSocket;
  readonly #source: ClientName;
  readonly #patience: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #logs = new Map<string, GrowingLog<never>>();
  #last: Snapshot | undefined;
  #asked = 0;
  #onClosed: (() => void) | undefined;

  private constructor(socket: LineSocket, { source, patience = 10_000 }: Asker) {
    this.#socket = socket;
    this.#source = source;
    this.#patience = patience;
    socket.hear(
      (line) => this.#take(line),
      () => this.#closed(),
    );
  }

  /** Connects to the session of a folder. @throws SiisError NOT_RUNNING where none can be reached */
  static async connect(sessions: string, profile: string, asker: Asker): Promise<RemoteDoor> {
    try {
      return new RemoteDoor(await LineSocket.connect(sessionPath(sessions)), asker);
    } catch (error) {
      if (error instanceof SiisError) throw error;
      const reason = error instanceof Error && 'code' in error && error.code === 'EACCES';
      throw new SiisError(
        'NOT_RUNNING',
        `no session of ${profile} can be reached${reason ? ': it belongs to another user' : ''}; begin one: siis paper ${profile}`,
      );
    }
  }

  /** Begins to hear how everything stands. @param onClosed the session ended, or went away */
  listen(onClosed: () => void): void {
    this.#onClosed = onClosed;
    this.#socket.write(writeMessage({ ask: 'listen' }));
  }

  look(): Snapshot | undefined {
    return this.#last;
  }

  /** @throws SiisError NOT_RUNNING when the session goes away, TIMED_OUT when it does not answer */
  async send(typed: Typed): Promise<Answer> {
    const said = await this.#ask((id) => ({ ask: 'send', id, typed, source: this.#source }));
    assert('answer' in said, 'what is sent is answered');
    return said.answer;
  }

  /** @throws SiisError like `send` */
  async preview(typed: Typed): Promise<Preview | undefined> {
    const said = await this.#ask((id) => ({ ask: 'preview', id, typed }));
    assert('preview' in said, 'a preview that is asked for is given');
    return said.preview;
  }

  close(): void {
    this.#socket.close();
  }

  async #ask(asked: (id: number) => Ask): Promise<Said> {
    if (this.#socket.isClosed) throw gone();
    const id = ++this.#asked;
    const over = new AbortController();
    try {
      return await new Promise((done, failed) => {
        this.#waiting.set(id, { done, failed });
        const late = new SiisError('TIMED_OUT', `the session gave no answer within ${this.#patience / 1000} s`);
        void wallSleep(this.#patience, over.signal).then(() => failed(late));
        this.#socket.write(writeMessage(asked(id)));
      });
    } finally {
      this.#waiting.delete(id);
      over.abort();
    }
  }

  #take(line: string): void {
    const said = readSaid(line);
    // What is no message comes from no session.
    if (said === undefined || 'fault' in said) this.#socket.close();
    else if ('snapshot' in said) this.#last = this.#joined(said.snapshot);
    else this.#waiting.get(said.id)?.done(said);
  }

  #closed(): void {
    for (const { failed } of this.#waiting.values()) failed(gone());
    this.#onClosed?.();
  }

  #joined({ logs, series, ...standing }: SnapshotMessage): Snapshot {
    const joined: Logs = {
      history: this.#grown('history', logs.history),
      signals: this.#grown('signals', logs.signals),
      alerts: this.#grown('alerts', logs.alerts),
      console: this.#grown('console', logs.console),
      equity: this.#grown('equity', logs.equity),
    };
    return {
      ...standing,
      logs: joined,
      series: series.map((each) => ({ ...each, bars: this.#grown(`${each.instrument} ${each.timeframe}`, each.bars) })),
    };
  }

  /** The other end is this very program: what it adds to a log is of its kind. */
  #grown(name: string, { items, total }: Added<unknown>): GrowingLog<never> {
    const log = this.#logs.get(name) ?? new GrowingLog<never>(1500);
    this.#logs.set(name, log);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    log.catchUp(items as readonly never[], total);
    return log;
  }
}

function gone(): SiisError {
  return new SiisError('NOT_RUNNING', 'the session ended, or went away');
}
