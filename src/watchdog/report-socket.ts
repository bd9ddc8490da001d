import { wallSleep } from '../bus/clock.ts';
import { LineServer, LineSocket, socketPath } from '../bus/line-socket.ts';
import type { SessionReport } from './report.ts';

/** Where the session of a folder is asked how it is; by the watchdog's thread, which answers also while the session hangs. */
function reportPath(folder: string): string {
  return socketPath(folder, 'watchdog');
}

/** Tells whoever connects how the session is. @throws Error where it cannot listen */
export function serveReports(folder: string, report: () => Promise<SessionReport>): Promise<LineServer> {
  return LineServer.listen(reportPath(folder), (client) => {
    // What a client says is of no concern; that it went away is heard of.
    client.hear(() => undefined);
    report().then(
      (each) => client.end(JSON.stringify(each)),
      () => client.close(),
    );
  });
}

/** Asks how the session of a folder is; `undefined` when nobody answers. @param patience ms */
export async function askReport(folder: string, patience: number): Promise<SessionReport | undefined> {
  const socket = await LineSocket.connect(reportPath(folder)).catch(() => undefined);
  if (socket === undefined) return undefined;
  const over = new AbortController();
  const heard = new Promise<SessionReport | undefined>((done) => {
    socket.hear(
      (line) => done(parse(line)),
      () => done(undefined),
    );
  });
  try {
    return await Promise.race([heard, wallSleep(patience, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
    socket.close();
  }
}

function parse(text: string): SessionReport | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own words, of the same version
    return JSON.parse(text) as SessionReport;
  } catch {
    return undefined;
  }
}
