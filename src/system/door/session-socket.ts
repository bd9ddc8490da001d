import { wallSleep } from '../../bus/clock.ts';
import { LineServer, type LineSocket, socketPath } from '../../bus/line-socket.ts';
import { since } from '../../view/log.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import { previewTyped, sendTyped, type SessionDoor } from './session-door.ts';
import { type Added, type Ask, readAsk, type Said, type SnapshotMessage, writeMessage } from './session-message.ts';

/** Between two snapshots that a listener is sent, ms. */
const every = 200;
/** A listener that has not read so much of what it was sent is sent no more until it has, bytes. */
const mostUnread = 4_000_000;

/** Where the running session of a folder is reached. */
export function sessionPath(sessions: string): string {
  return socketPath(sessions, 'session');
}

/** Serves a session to other processes of the same user, until it is closed: terminals that attach, and `siis cmd`. */
export class SessionSocket {
  readonly #server: LineServer;

  private constructor(server: LineServer) {
    this.#server = server;
  }

  /** @param sessions folder that the session holds the lock of @throws Error where it cannot listen */
  static async open(sessions: string, door: SessionDoor): Promise<SessionSocket> {
    return new SessionSocket(await LineServer.listen(sessionPath(sessions), (client) => serve(client, door)));
  }

  close(): void {
    this.#server.close();
  }
}

function serve(client: LineSocket, door: SessionDoor): void {
  client.hear((line) => {
    const asked = readAsk(line);
    if (asked === undefined) client.end(writeMessage({ fault: 'expected a line such as {"ask":"listen"}' }));
    else if (asked.ask === 'listen') void tell(client, door);
    else client.write(writeMessage(answered(door, asked)));
  });
}

function answered(door: SessionDoor, asked: Exclude<Ask, { ask: 'listen' }>): Said {
  const { id, typed } = asked;
  if (asked.ask === 'preview') return { id, preview: previewTyped(door, typed) };
  return { id, answer: sendTyped(door, typed, asked.source) };
}

/** Sends snapshots as long as somebody reads them. */
async function tell(client: LineSocket, door: SessionDoor): Promise<void> {
  const seen = new Seen();
  while (!client.isClosed) {
    if (client.unread < mostUnread) client.write(writeMessage({ snapshot: seen.messageOf(door.look()) }));
    // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
    await wallSleep(every);
  }
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
