import { Call } from '../call.ts';
import { runJob } from '../job/run-job.ts';
import { Output } from '../output.ts';
import { profileRequest } from './profile-request.ts';

/** What `siis why` says of a session of a profile, the last unless it is named, for a face: nothing is printed meanwhile. */
export function explainFor(
  call: Call,
  profile: string,
  session?: string,
): (what: string | undefined, at?: number) => Promise<string> {
  const request = profileRequest(call, profile);
  const out = new Output({ json: false, quiet: true, verbose: false, logFormat: 'text' });
  const silent = new Call({ args: [], options: {}, out, stop: call.stop });
  return async (what, at) => {
    const not = at === undefined || what === undefined ? undefined : { instrument: what, at };
    const question = { id: not === undefined ? what : undefined, not, session, isBacktest: false };
    const range = {};
    const { text } = await runJob({ kind: 'why', profile: request, range, json: false, question }, silent);
    return text;
  };
}
