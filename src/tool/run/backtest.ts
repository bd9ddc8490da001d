import { resolve } from 'node:path';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { runJob } from '../job/run-job.ts';
import { readTimeRange } from '../time-range.ts';
import { profileRequest } from './profile-request.ts';

/** `siis backtest PROFILE` */
export async function runBacktestVerb(call: Call): Promise<number> {
  const range = readTimeRange(call);
  const workers = call.count('workers', '--workers', { min: 0, max: 256 });
  const { out } = call;
  if (call.text('timestep') !== undefined)
    out.log('info', '--timestep is not needed: the engine goes from event to event');
  const factor = call.text('timeFactor');
  if (factor !== undefined && Number(factor) !== 0) {
    out.log('warn', '--time-factor is taken as 0: a backtest runs as fast as it can');
  }
  const report = call.text('report');
  const bundle = call.text('bundle');
  const read = bundleOf(call);
  const answer = await runJob(
    {
      kind: 'backtest',
      profile: profileRequest(call, read ?? call.profileName()),
      range,
      workers,
      json: out.json,
      colour: out.hasColour,
      report: report === undefined ? undefined : resolve(report),
      bundle: {
        write: bundle === undefined ? undefined : resolve(bundle),
        read: read === undefined ? undefined : resolve(read),
      },
    },
    call,
  );
  for (const note of answer.notes) out.log('info', note);
  out.print(answer.text);
  return answer.exitCode;
}

/** A bundle that is to be run again, as it is. @throws SiisError USAGE beside what would make another run of it */
function bundleOf(call: Call): string | undefined {
  const [file] = call.args;
  if (file?.endsWith('.siis') !== true) return undefined;
  const others = ['from', 'to', 'timerange', 'seed', 'equity', 'report', 'bundle', 'profile', 'workers'].filter(
    (name) => call.text(name) !== undefined,
  );
  if (call.list('set').length > 0) others.push('set');
  if (others.length === 0) return file;
  throw new SiisError('USAGE', `a bundle is run as it is: expected no --${others.join(', --')} beside ${file}`);
}
