import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { SiisError } from '../util/errors.ts';

/** Longest path that a socket may have on every system, bytes. */
const longestPath = 100;
/** Longest line that a server takes, characters: what people and their programs ask is short. */
const longestAsked = 100_000;
/** Who leaves so much of what was sent unread is let go, bytes. */
const mostUnread = 16_000_000;
const isWindows = process.platform === 'win32';

/**
 * Where a service of the process that works in a folder is reached: in the folder itself, or, where that path is too long
 * for a socket, among the user's own temporary files.
 *
 * @throws SiisError STORE_UNUSABLE where the temporary files are somebody else's
 */
export function socketPath(folder: string, service: string): string {
  const place = resolve(folder);
  const near = join(place, `${service}.sock`);
  if (!isWindows && Buffer.byteLength(near) <= longestPath) return near;
  const name = `siis-${createHash('sha256').update(place).digest('hex').slice(0, 16)}-${service}`;
  return isWindows ? `\\\\.\\pipe\\${name}` : join(ownFolder(), name);
}

/** Whoever may write into the folder of a socket could put another in its place. */
function ownFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `siis-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return folder;
  throw new SiisError('STORE_UNUSABLE', `expected a folder of this user alone, for sockets: ${folder}`);
}

/** One end of a local socket: lines of text, both ways. */
export class LineSocket {
  readonly #socket: Socket;
  readonly #longest: number;
  /** What has come of a line so far. */
  #parts: string[] = [];
  #length = 0;

  private constructor(socket: Socket, longest: number) {
    this.#socket = socket;
    this.#longest = longest;
    socket.setEncoding('utf8');
    // That the other end was killed is no news but that it is gone.
    socket.on('error', () => socket.destroy());
  }

  /** @throws Error of the system where nobody listens */
  static connect(path: string): Promise<LineSocket> {
    return new Promise((done, failed) => {
      const socket = createConnection(path);
      socket.once('error', failed);
      socket.once('connect', () => done(new LineSocket(socket, Infinity)));
    });
  }

  /** The server's end. */
  static accepted(socket: Socket): LineSocket {
    return new LineSocket(socket, longestAsked);
  }

  /** Hands on each line as it comes. Nothing is lost that came before. @param closed the other end went away, or this one */
  hear(line: (text: string) => void, closed?: () => void): void {
    if (closed !== undefined) this.#socket.on('close', closed);
    this.#socket.on('data', (text: string) => {
      for (const each of this.#whole(text)) {
        if (this.#socket.destroyed) return;
        line(each);
      }
    });
  }

  /** Sends a line. One that cannot be sent any more is dropped. */
  write(line: string): void {
    if (this.#socket.writableLength > mostUnread) this.#socket.destroy();
    else if (this.#socket.writable) this.#socket.write(`${line}\n`);
  }

  /** Sends a last line, then closes. */
  end(line: string): void {
    this.#socket.end(`${line}\n`);
  }

  close(): void {
    this.#socket.destroy();
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** What the other end has not read yet, bytes. */
  get unread(): number {
    return this.#socket.writableLength;
  }

  /** The lines that are whole now that more has come. */
  #whole(text: string): string[] {
    const [first = '', ...others] = text.split('\n');
    this.#parts.push(first);
    this.#length += first.length;
    if (this.#length > this.#longest) {
      this.#socket.destroy();
      return [];
    }
    const rest = others.pop();
    if (rest === undefined) return [];
    const lines = [this.#parts.join(''), ...others];
    this.#parts = [rest];
    this.#length = rest.length;
    return lines;
  }
}

/** Listens on a socket that only its user may open. */
export class LineServer {
  readonly #server: Server;
  readonly #clients = new Set<Socket>();

  private constructor(serve: (client: LineSocket) => void) {
    this.#server = createServer((socket) => {
      this.#clients.add(socket);
      socket.on('close', () => this.#clients.delete(socket));
      serve(LineSocket.accepted(socket));
    });
  }

  /**
   * What lies at `path` is taken for left over: the caller holds the lock of its folder.
   *
   * @throws Error of the system where it cannot listen
   */
  static listen(path: string, serve: (client: LineSocket) => void): Promise<LineServer> {
    const each = new LineServer(serve);
    const server = each.#server;
    return new Promise((done, failed) => {
      if (!isWindows) rmSync(path, { force: true });
      server.once('error', failed);
      server.listen(path, () => {
        try {
          if (!isWindows) chmodSync(path, 0o600);
          done(each);
        } catch (error) {
          server.close();
          failed(error);
        }
      });
    });
  }

  /** Hangs up on all clients. Nothing is left behind. */
  close(): void {
    this.#server.close();
    for (const client of this.#clients) client.destroy();
  }
}
