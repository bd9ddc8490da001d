import { createConnection, createServer, type Server } from 'node:net';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash32 } from '../util/random.ts';
import type { SessionReport } from './report.ts';

/** Longest path that a socket may have on every system, bytes. */
const longestPath = 100;

/** Where a session of a folder is asked how it is. */
export function controlPath(folder: string): string {
  const name = hash32(folder).toString(36);
  if (process.platform === 'win32') return `\\\\.\\pipe\\siis-watchdog-${name}`;
  const near = join(folder, 'watchdog');
  return Buffer.byteLength(near) <= longestPath ? near : join(tmpdir(), `siis-${name}.watchdog`);
}

/** Answers whoever connects with one line of JSON. One process of a profile runs at a time, so what lies there is of a dead one. */
export function serveControl(path: string, report: () => Promise<SessionReport>): Server {
  if (existsSync(path)) rmSync(path);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    report().then(
      (each) => socket.end(`${JSON.stringify(each)}\n`),
      () => socket.destroy(),
    );
  });
  // Who cannot be asked trades all the same.
  server.on('error', () => undefined);
  server.listen(path, () => {
    if (process.platform !== 'win32') chmodSync(path, 0o600);
  });
  return server;
}

/** Asks a running session how it is; `undefined` when nobody answers. @param patience ms */
export function askControl(path: string, patience: number): Promise<SessionReport | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = createConnection({ path, timeout: patience });
    const finish = (report: SessionReport | undefined): void => {
      socket.destroy();
      resolve(report);
    };
    socket.on('timeout', () => finish(undefined));
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.on('error', () => finish(undefined));
    socket.on('end', () => finish(text.endsWith('\n') ? parse(text) : undefined));
  });
}

function parse(text: string): SessionReport | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own words, of the same version
    return JSON.parse(text) as SessionReport;
  } catch {
    return undefined;
  }
}
