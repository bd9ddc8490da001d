import { resolve } from 'node:path';
import type { Call } from '../call.ts';
import { runJob } from '../job/run-job.ts';
import { readTimeRange } from '../time-range.ts';
import { profileRequest } from './profile-request.ts';

/** `siis backtest PROFILE` */
export async function runBacktestVerb(call: Call): Promise<number> {
  const { from, to } = readTimeRange(call);
  const workers = call.count('workers', '--workers', { min: 0, max: 256 });
  const { out } = call;
  if (call.text('timestep') !== undefined)
    out.log('info', '--timestep is not needed: the engine goes from event to event');
  const factor = call.text('timeFactor');
  if (factor !== undefined && Number(factor) !== 0) {
    out.log('warn', '--time-factor is taken as 0: a backtest runs as fast as it can');
  }
  const report = call.text('report');
  const answer = await runJob(
    {
      kind: 'backtest',
      profile: profileRequest(call),
      from,
      to,
      workers,
      json: out.json,
      colour: out.hasColour,
      report: report === undefined ? undefined : resolve(report),
      cuts: 0,
    },
    call,
  );
  for (const note of answer.notes) out.log('info', note);
  out.print(answer.text);
  return answer.exitCode;
}
