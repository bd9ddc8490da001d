import type { Call } from '../call.ts';
import { runJob } from '../job/run-job.ts';
import { readTimeRange } from '../time-range.ts';
import { profileRequest } from './profile-request.ts';

/** `siis check lookahead PROFILE` */
export async function runLookaheadVerb(call: Call): Promise<number> {
  const range = readTimeRange(call);
  const cuts = call.count('cuts', '--cuts', { min: 1, max: 1000 }) ?? 5;
  const profile = profileRequest(call);
  const { json } = call.out;
  const answer = await runJob({ kind: 'lookahead', profile, range, json, cuts }, call);
  call.out.print(answer.text);
  return answer.exitCode;
}
