import { askReport } from '../../watchdog/report-socket.ts';
import type { SessionReport, ThreadReport } from '../../watchdog/report.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';
import { runningProcess } from './status.ts';

/** How long the watchdog of a session may take to answer, ms. */
const patience = 5000;

/** `siis ping PROFILE` @returns 0 when all threads of the session answer, 5 when one is late */
export async function runPingVerb(call: Call): Promise<number> {
  const { threads } = await askSession(call);
  if (call.out.json) call.out.printJson({ threads });
  else for (const each of threads) call.out.print(pingLine(each));
  return threads.every(({ state }) => state === 'answers') ? 0 : 5;
}

/** `siis top PROFILE` */
export async function runTopVerb(call: Call): Promise<number> {
  const report = await askSession(call);
  if (call.out.json) call.out.printJson(report);
  else call.out.print(topText(report));
  return 0;
}

/** @throws SiisError NOT_RUNNING, TIMED_OUT */
async function askSession(call: Call): Promise<SessionReport> {
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const folder = sessionPlace(loaded);
  const { name } = loaded.profile;
  const pid = runningProcess(name, folder);
  const report = await askReport(folder, patience);
  if (report !== undefined) return report;
  throw new SiisError(
    'TIMED_OUT',
    `${name}: the watchdog of process ${pid} gave no answer within ${patience / 1000} s`,
  );
}

function pingLine({ name, state, millis, cause }: ThreadReport): string {
  if (state === 'answers') return `${name}: answers after ${millis} ms`;
  return `${name}: no answer for ${millis} ms (${cause ?? 'unknown'})`;
}

/** How a session does, as a small table. */
export function topText({ threads, time, lag, memory, loopDelay, ...rest }: SessionReport): string {
  const { eventsPerSecond, ticksPerSecond, openTrades } = rest;
  const when = time > 0 ? new Date(time).toISOString() : 'not begun';
  const head = [
    `market time ${when}, ${(Math.max(0, lag) / 1000).toFixed(1)} s behind`,
    `${eventsPerSecond} events/s, ${ticksPerSecond} ticks/s, ${openTrades} open trades, memory ${memory} MB${loopDelay === null ? '' : `, event loop ${loopDelay} ms late (p99)`}`,
    row(['thread', 'answer', 'heap MB', 'buffers MB', 'queue']),
  ];
  const rows = threads.map(({ name, state, millis, cause, heap, buffers, queue, room }) =>
    row([
      name,
      state === 'answers' ? `${millis} ms` : `late: ${cause ?? 'unknown'}`,
      String(heap),
      String(buffers),
      room === 0 ? '-' : `${queue}/${room}`,
    ]),
  );
  return [...head, ...rows].join('\n');
}

function row([name = '', ...cells]: readonly string[]): string {
  return `${name.padEnd(12)}${cells.map((cell) => cell.padStart(16)).join('')}`;
}
