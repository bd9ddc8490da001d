import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LineServer, LineSocket, socketPath } from './line-socket.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-lines-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Says each line that it hears. */
function echo(path: string): Promise<LineServer> {
  return LineServer.listen(path, (client) => client.hear((line) => client.write(line)));
}

/** The answers to lines that are sent in these pieces. */
async function answersTo(path: string, pieces: readonly string[], count: number): Promise<string[]> {
  const heard: string[] = [];
  const raw = createConnection(path);
  await new Promise<void>((done) => {
    const client = LineSocket.accepted(raw);
    client.hear((line) => {
      heard.push(line);
      if (heard.length === count) client.close();
    }, done);
    for (const piece of pieces) raw.write(piece);
  });
  return heard;
}

describe('a server of lines', () => {
  it('hears lines as they were sent, in whatever pieces they come', async () => {
    const path = socketPath(folder, 'echo');
    const server = await echo(path);
    const long = 'é'.repeat(70_000);
    expect(await answersTo(path, ['a\nb', 'c\n\n', `${long}\n`, 'd', '\n'], 5)).toEqual(['a', 'bc', '', long, 'd']);
    server.close();
  });

  it('opens for its own user alone, and leaves nothing behind', async () => {
    const path = socketPath(folder, 'echo');
    const server = await echo(path);
    expect(dirname(path)).toBe(folder);
    expect(statSync(path).mode & 0o077).toBe(0);
    server.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes the place of one that a killed process left', async () => {
    const path = socketPath(folder, 'echo');
    const killed = await echo(path);
    const server = await echo(path);
    expect(await answersTo(path, ['alive\n'], 1)).toEqual(['alive']);
    server.close();
    killed.close();
  });

  it('lets go of who sends a line without an end', async () => {
    const path = socketPath(folder, 'echo');
    const server = await echo(path);
    expect(await answersTo(path, ['first\n', 'x'.repeat(100_001)], 2)).toEqual(['first']);
    server.close();
  });

  it('lets go of who asks and asks, and reads nothing', async () => {
    const path = socketPath(folder, 'echo');
    let served: LineSocket | undefined;
    const server = await LineServer.listen(path, (client) => (served = client));
    const deaf = createConnection(path);
    await expect.poll(() => served).toBeDefined();
    for (let sent = 0; sent < 400; sent++) served?.write('x'.repeat(100_000));
    expect(served?.isClosed).toBe(true);
    deaf.destroy();
    server.close();
  });

  it('hangs up on its clients when it closes', async () => {
    const path = socketPath(folder, 'echo');
    const server = await echo(path);
    const client = await LineSocket.connect(path);
    const closed = new Promise<void>((done) => client.hear(() => undefined, done));
    server.close();
    await closed;
    await expect(LineSocket.connect(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says that it cannot listen where there is no folder', async () => {
    await expect(echo(join(folder, 'missing', 'echo.sock'))).rejects.toThrow();
  });
});

describe('a client', () => {
  it('hears what came before it listened', async () => {
    const path = join(folder, 'early.sock');
    const server = createServer((socket) => socket.end('early\n')).listen(path);
    await expect.poll(() => existsSync(path)).toBe(true);
    const client = await LineSocket.connect(path);
    expect(await new Promise<string>((done) => client.hear(done))).toBe('early');
    server.close();
  });
});

describe.skipIf(process.platform === 'win32')('the path of a socket', () => {
  it('lies among the temporary files of the user where that of the folder is too long', async () => {
    vi.stubEnv('TMPDIR', folder);
    const deep = join(folder, 'x'.repeat(60), 'y'.repeat(60));
    mkdirSync(deep, { recursive: true });
    const path = socketPath(deep, 'echo');
    expect(Buffer.byteLength(path)).toBeLessThan(100);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(path).not.toBe(socketPath(deep, 'other'));
    expect(path).not.toBe(socketPath(dirname(deep) + 'z'.repeat(60), 'echo'));
    const server = await echo(path);
    expect(await answersTo(socketPath(`${deep}/.`, 'echo'), ['there\n'], 1)).toEqual(['there']);
    server.close();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('is refused where others may write, too', () => {
    vi.stubEnv('TMPDIR', folder);
    const deep = join(folder, 'x'.repeat(120));
    chmodSync(dirname(socketPath(deep, 'echo')), 0o777);
    expect(() => socketPath(deep, 'echo')).toThrow('expected a folder of this user alone');
  });
});
