import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { runJob } from '../job/run-job.ts';
import { readTimeRange } from '../time-range.ts';
import { printLine } from './print-line.ts';
import { profileRequest } from './profile-request.ts';
import { replayInTerminal } from './replay-terminal.ts';
import { terminalOf } from './terminal.ts';

/** `siis replay PROFILE` */
export async function runReplayVerb(call: Call): Promise<number> {
  const range = readTimeRange(call);
  const session = call.text('session');
  if (session !== undefined && call.flag('last'))
    throw new SiisError('USAGE', 'expected --session or --last, came both');
  const terminal = call.flag('lines') || range.to !== undefined ? undefined : terminalOf(call);
  if (terminal !== undefined)
    return replayInTerminal(call, terminal, { session, from: range.from, speed: speedOf(call) });
  const { out } = call;
  const answer = await runJob(
    { kind: 'lines', profile: profileRequest(call, call.profileName()), range, session, speed: speedOf(call) },
    call,
    (line) => printLine(out, line),
  );
  for (const note of answer.notes) out.log('info', note);
  return answer.exitCode;
}

function speedOf(call: Call): number | undefined {
  const text = call.text('speed');
  if (text === undefined) return undefined;
  const speed = Number(text);
  if (text.trim() !== '' && speed > 0 && speed <= 1e9) return speed;
  throw new SiisError('USAGE', `--speed: expected how many times as fast as real time, such as 60, came '${text}'`);
}
