import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { runJob } from '../job/run-job.ts';
import type { Question } from '../job/messages.ts';
import { readTime, readTimeRange } from '../time-range.ts';
import { profileRequest } from './profile-request.ts';

/** `a3` an alert, `r2` a region; `4fj2k1-12`, an order of it `…-e1`, a fill of that `….9`, or `s1ab2c-4fj2k1-12-e1-0` as it was sent. */
const idPattern = /^[ar]\d+$|^(?:s[0-9a-z]+-)?[0-9a-z]+-\d+(?:\.\d+)?(?:-[a-z]\d+(?:\.\d+|-\d+)?)?$/;

/** `siis why PROFILE [ID]` @returns 0; an id that never was is an error */
export async function runWhyVerb(call: Call): Promise<number> {
  const range = readTimeRange(call);
  const { profile, id } = readWords(call);
  const question: Question = {
    id,
    not: readNot(call, id),
    session: call.text('session'),
    isBacktest: call.flag('backtest') || range.from !== undefined || range.to !== undefined,
  };
  if (question.session !== undefined && question.isBacktest)
    throw new SiisError('USAGE', 'expected --session, or a backtest with --backtest, --from and --to; came both');
  const { out } = call;
  const answer = await runJob(
    { kind: 'why', profile: profileRequest(call, profile), range, json: out.json, question },
    call,
  );
  for (const note of answer.notes) out.log('info', note);
  out.print(answer.text);
  return answer.exitCode;
}

/** Profile and id, in either order; the profile may stand behind --profile instead. */
function readWords(call: Call): { profile: string; id: string | undefined } {
  const named = call.text('profile');
  const [first, second] = call.args;
  if (named !== undefined) {
    if (second !== undefined && first !== named)
      throw new SiisError('USAGE', `expected one id, came ${call.args.join(' ')}`);
    const id = second ?? first;
    return { profile: named, id: id === named ? undefined : id };
  }
  if (first === undefined) return { profile: call.profileName(), id: undefined };
  if (second === undefined && idPattern.test(first) && /\d+-\d+|-\d+-|^[0-9a-z]{5,}-\d+$|^[ar]\d+$/.test(first))
    throw new SiisError('USAGE', `expected the profile that ${first} is of: siis why PROFILE ${first}`);
  if (second !== undefined && idPattern.test(first) && !idPattern.test(second)) return { profile: second, id: first };
  return { profile: first, id: second };
}

function readNot(call: Call, id: string | undefined): Question['not'] {
  const instrument = call.text('not');
  const at = call.text('at');
  if (instrument === undefined && at === undefined) return undefined;
  if (instrument === undefined || at === undefined)
    throw new SiisError('USAGE', 'expected --not and --at together: --not binance:BTC/USDT --at 2026-01-05T14:30');
  if (id !== undefined) throw new SiisError('USAGE', `expected an id or --not, came both: ${id}`);
  return { instrument, at: readTime('--at', at) };
}
