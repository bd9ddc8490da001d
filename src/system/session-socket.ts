import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { wallSleep } from '../bus/clock.ts';
import { parseCommand } from '../command/index.ts';
import { decodeExact, encodeExact } from '../database/journal/exact-json.ts';
import { since } from '../view/log.ts';
import type { Snapshot } from '../view/snapshot.ts';
import type { SessionDoor } from './session-door.ts';

/** Between two snapshots that a listener is sent, ms. */
const every = 200;
/** A listener that has not read so much of what it was sent is sent no more until it has, bytes. */
const mostUnread = 4_000_000;
/** Longest line that is taken from a client. */
const longestLine = 100_000;

/** What a client asks. `listen` begins snapshots; the others are answered once, under their number. */
export type SocketRequest =
  | { readonly ask: 'listen' }
  | { readonly ask: 'send'; readonly id: number; readonly line: string }
  | { readonly ask: 'preview'; readonly id: number; readonly line: string };

/** What of the logs a listener has not had yet, and how many there were ever. */
type Added<T> = { readonly items: readonly T[]; readonly total: number };

/** A snapshot as it travels: the logs hold only what is new. */
export type SnapshotMessage = Omit<Snapshot, 'logs' | 'series'> & {
  readonly logs: { readonly [Key in keyof Snapshot['logs']]: Added<unknown> };
  readonly series: readonly (Omit<Snapshot['series'][number], 'bars'> & { readonly bars: Added<unknown> })[];
};

/** Where the socket of a place of sessions is: short, for their length is limited, and the user's own. */
export function socketPath(place: string): string {
  const hash = createHash('sha256').update(resolve(place)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\siis-${hash}`;
  return join(process.env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `siis-${userInfo().uid}`), `siis-${hash}.sock`);
}

/** Serves a session to other processes of the same user, until it is closed. */
export class SessionSocket {
  readonly #server: Server;
  readonly #path: string;
  readonly #door: SessionDoor;
  readonly #clients = new Set<Socket>();
  #isClosed = false;

  constructor(door: SessionDoor, place: string) {
    this.#door = door;
    this.#path = socketPath(place);
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Listens. @returns why it cannot, in a sentence; the session goes on without */
  open(): Promise<string | undefined> {
    if (process.platform !== 'win32') {
      mkdirSync(join(this.#path, '..'), { recursive: true, mode: 0o700 });
      // Whoever runs the session holds its lock: what lies here is left over.
      rmSync(this.#path, { force: true });
    }
    return new Promise((done) => {
      this.#server.once('error', (error) => done(`nobody can attach: ${error.message}`));
      this.#server.listen(this.#path, () => {
        if (process.platform !== 'win32') chmodSync(this.#path, 0o600);
        done(undefined);
      });
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const client of this.#clients) client.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#clients.add(socket);
    let rest = '';
    socket.setEncoding('utf8');
    // A terminal that was killed is no news to the session.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#clients.delete(socket));
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) socket.destroy();
      for (const line of lines) this.#answer(socket, line);
    });
  }

  #answer(socket: Socket, line: string): void {
    const request = readRequest(line);
    if (request === undefined) {
      socket.destroy();
      return;
    }
    if (request.ask === 'listen') {
      void this.#tell(socket);
      return;
    }
    const command = parseCommand(request.line);
    const isFault = typeof command === 'string';
    if (request.ask === 'send') {
      write(
        socket,
        isFault ? { id: request.id, fault: command } : { id: request.id, reply: this.#door.send(command, 'attach') },
      );
    } else write(socket, { id: request.id, preview: isFault ? null : (this.#door.preview(command) ?? null) });
  }

  /** Sends snapshots as long as somebody reads them. */
  async #tell(socket: Socket): Promise<void> {
    const seen = new Seen();
    while (!this.#isClosed && !socket.destroyed) {
      if (socket.writableLength < mostUnread) write(socket, { snapshot: seen.messageOf(this.#door.look()) });
      // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
      await wallSleep(every);
    }
  }
}

function write(socket: Socket, message: unknown): void {
  socket.write(`${encodeExact(message)}\n`);
}

function readRequest(line: string): SocketRequest | undefined {
  try {
    const value: unknown = decodeExact(line);
    return isRequest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRequest(value: unknown): value is SocketRequest {
  if (typeof value !== 'object' || value === null || !('ask' in value)) return false;
  if (value.ask === 'listen') return true;
  const isKnown = value.ask === 'send' || value.ask === 'preview';
  return isKnown && 'id' in value && typeof value.id === 'number' && 'line' in value && typeof value.line === 'string';
}

/** What a listener has had of the logs. */
class Seen {
  readonly #totals = new Map<string, number>();

  messageOf({ logs, series, ...standing }: Snapshot): SnapshotMessage {
    const { history, signals, alerts, console: lines, equity } = logs;
    return {
      ...standing,
      logs: {
        history: this.#added('history', history),
        signals: this.#added('signals', signals),
        alerts: this.#added('alerts', alerts),
        console: this.#added('console', lines),
        equity: this.#added('equity', equity),
      },
      series: series.map(({ instrument, timeframe, labels, bars }) => {
        return { instrument, timeframe, labels, bars: this.#added(`${instrument} ${timeframe}`, bars) };
      }),
    };
  }

  #added<T>(name: string, log: Added<T>): Added<T> {
    const items = since(log, this.#totals.get(name) ?? 0);
    this.#totals.set(name, log.total);
    return { items, total: log.total };
  }
}
