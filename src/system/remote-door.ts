import { createConnection, type Socket } from 'node:net';
import { decodeExact, encodeExact } from '../database/journal/exact-json.ts';
import { SiisError } from '../util/errors.ts';
import { GrowingLog } from '../view/log.ts';
import type { Preview } from '../view/preview.ts';
import type { Logs, Snapshot } from '../view/snapshot.ts';
import type { Answer } from './listing.ts';
import type { FaceDoor } from './face-door.ts';
import { type SnapshotMessage, type SocketRequest, socketPath } from './session-socket.ts';

/** What is heard of a session. */
type Message =
  | { readonly snapshot: SnapshotMessage }
  | { readonly id: number; readonly reply?: Answer; readonly fault?: string; readonly preview?: Preview | null };

/** The session of another process of the same user. */
export class RemoteDoor implements FaceDoor {
  readonly leaving = 'goes on';
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { done: (answer: Message) => void; failed: (error: Error) => void }>();
  readonly #logs = new Map<string, GrowingLog<never>>();
  #last: Snapshot | undefined;
  #asked = 0;
  #rest = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      const error = new SiisError('NOT_RUNNING', 'the session ended, or went away');
      for (const { failed } of this.#waiting.values()) failed(error);
      this.#waiting.clear();
    });
  }

  /** Connects to the session of a place. @throws SiisError NOT_RUNNING where none can be reached */
  static connect(place: string, profile: string): Promise<RemoteDoor> {
    return new Promise((done, failed) => {
      const socket = createConnection(socketPath(place));
      socket.once('error', (error) => {
        const reason = 'code' in error && error.code === 'EACCES' ? ': it belongs to another user' : '';
        failed(
          new SiisError(
            'NOT_RUNNING',
            `no session of ${profile} can be reached${reason}; begin one: siis paper ${profile}`,
          ),
        );
      });
      socket.once('connect', () => done(new RemoteDoor(socket)));
    });
  }

  /** Begins to hear how everything stands. @param onClosed the session ended, or went away */
  listen(onClosed: () => void): void {
    this.#socket.on('close', onClosed);
    this.#write({ ask: 'listen' });
  }

  look(): Snapshot | undefined {
    return this.#last;
  }

  async send(line: string): Promise<Answer> {
    const answer = await this.#ask({ ask: 'send', line });
    if ('reply' in answer && answer.reply !== undefined) return answer.reply;
    return { done: false, message: 'fault' in answer ? (answer.fault ?? '') : '' };
  }

  async preview(line: string): Promise<Preview | undefined> {
    const answer = await this.#ask({ ask: 'preview', line });
    return 'preview' in answer ? (answer.preview ?? undefined) : undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(request: { readonly ask: 'send' | 'preview'; readonly line: string }): Promise<Message> {
    if (this.#socket.destroyed) throw new SiisError('NOT_RUNNING', 'the session ended, or went away');
    const id = ++this.#asked;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.#write({ ...request, id });
    });
  }

  #write(request: SocketRequest): void {
    this.#socket.write(`${encodeExact(request)}\n`);
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = decodeExact(line);
      if (!isMessage(message)) this.#socket.destroy();
      else if ('snapshot' in message) this.#last = this.#joined(message.snapshot);
      else {
        this.#waiting.get(message.id)?.done(message);
        this.#waiting.delete(message.id);
      }
    }
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
  #grown(
    name: string,
    { items, total }: { readonly items: readonly unknown[]; readonly total: number },
  ): GrowingLog<never> {
    const log = this.#logs.get(name) ?? new GrowingLog<never>(1500);
    this.#logs.set(name, log);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    log.catchUp(items as readonly never[], total);
    return log;
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && ('snapshot' in value || 'id' in value);
}
