import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, createConnection, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { wallSleep } from '../bus/clock.ts';
import { parseWords } from '../command/index.ts';
import { tryToRemove } from '../database/disk.ts';
import type { Command } from '../market/command.ts';
import { SiisError } from '../util/errors.ts';
import type { Answer } from './listing.ts';

/** Longest request and answer, bytes. */
const most = 1_048_576;
/** How long an answer may take, ms. */
const patience = 10_000;
/** Names of sockets are cut at about a hundred bytes on every system. */
const longestPath = 100;
const placeName = 'control';

/**
 * Where a running session can be told something from another process: a socket that only its user may open. One request a
 * line, `{"words": ["pause", "ema-cross"]}`; one answer a line.
 */
export class ControlDoor {
  readonly #server: Server;
  readonly #folder: string;
  readonly #path: string;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, folder: string, path: string) {
    this.#server = server;
    this.#folder = folder;
    this.#path = path;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Opens the door of a session. @param folder that the session holds the lock of */
  static open(folder: string, obey: (command: Command) => Answer): Promise<ControlDoor> {
    const near = join(folder, `${placeName}.sock`);
    const path = Buffer.byteLength(near) < longestPath ? near : join(mkdtempSync(join(tmpdir(), 'siis-')), 'sock');
    tryToRemove(path);
    const server = createServer((socket) => listen(socket, obey));
    const door = new ControlDoor(server, folder, path);
    return new Promise((resolve, reject) => {
      server.on('error', reject);
      server.listen({ path }, () => {
        try {
          chmodSync(path, 0o600);
          writeFileSync(join(folder, placeName), path);
          resolve(door);
        } catch (error) {
          // A full disk keeps the place: a door that nobody finds is none.
          server.close();
          reject(error);
        }
      });
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    tryToRemove(join(this.#folder, placeName));
    if (dirname(this.#path) !== this.#folder) rmSync(dirname(this.#path), { recursive: true, force: true });
  }
}

function listen(socket: Socket, obey: (command: Command) => Answer): void {
  let text = '';
  socket.setEncoding('utf8');
  // Who hangs up before the answer does not want it.
  socket.on('error', () => socket.destroy());
  socket.on('data', (part: string) => {
    text += part;
    if (text.length > most) socket.destroy();
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      socket.write(`${JSON.stringify(answer(line, obey))}\n`);
    }
  });
}

function answer(line: string, obey: (command: Command) => Answer): Answer {
  const words = wordsOf(line);
  if (words === undefined) return { done: false, message: 'expected a line such as {"words": ["pause"]}' };
  const command = parseWords(words[0] ?? '', words.slice(1));
  return typeof command === 'string' ? { done: false, message: command } : obey(command);
}

function wordsOf(line: string): string[] | undefined {
  const request = parsed(line);
  if (typeof request !== 'object' || request === null || !('words' in request)) return undefined;
  const { words } = request;
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Tells the session of a folder something, and waits for its answer.
 *
 * @throws SiisError NOT_RUNNING where none listens, TIMED_OUT
 */
export function tellSession(folder: string, words: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path: placeOf(folder) });
    let text = '';
    const fail = (error: SiisError): void => {
      socket.destroy();
      reject(error);
    };
    const over = new AbortController();
    void wallSleep(patience, over.signal).then(() =>
      fail(new SiisError('TIMED_OUT', `no answer within ${patience / 1000} s`)),
    );
    socket.setEncoding('utf8');
    socket.on('error', () => fail(notListening()));
    socket.on('close', () => {
      reject(notListening());
      over.abort();
    });
    socket.on('data', (part: string) => {
      text += part;
      if (!text.includes('\n')) return;
      const said = parsed(text);
      if (isAnswer(said)) resolve(said);
      socket.destroy();
    });
    socket.write(`${JSON.stringify({ words })}\n`);
  });
}

function placeOf(folder: string): string {
  try {
    return readFileSync(join(folder, placeName), 'utf8');
  } catch {
    throw notListening();
  }
}

function notListening(): SiisError {
  return new SiisError('NOT_RUNNING', 'no session listens there');
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'done' in value && 'message' in value;
}
