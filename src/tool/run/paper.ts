import { parseDuration } from '../../config/schema/leaf.ts';
import type { LoadedProfile } from '../../config/load.ts';
import type { Store } from '../../database/store.ts';
import { runPaper as trade } from '../../system/paper.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { formatLine } from '../line-mode.ts';
import { openProfileStore, withPlace } from './data-folder.ts';
import { loadRequest, profileRequest } from './profile-request.ts';

/** `siis paper PROFILE` */
export function runPaperVerb(call: Call): Promise<number> {
  return runPaper(call.profileName(), call);
}

/** Trades a profile on paper and prints what happens as lines. @returns 0, also when nobody reads any more. */
export async function runPaper(name: string, call: Call): Promise<number> {
  const forMillis = readFor(call);
  const loaded = await loadRequest(profileRequest(call, name));
  const store = loaded.profile.data.source === 'synthetic' ? undefined : openProfileStore(loaded, {});
  try {
    await session(loaded, store, { call, forMillis });
    return 0;
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    store?.close();
  }
}

async function session(
  { profile, strategies }: LoadedProfile,
  store: Store | undefined,
  { call, forMillis }: { readonly call: Call; readonly forMillis: number | undefined },
): Promise<void> {
  const { out, stop } = call;
  const style = { colour: out.hasColour };
  out.log('info', `${profile.name} on paper: ${profile.instruments.join(', ')}; Ctrl-C ends it`);
  const { record } = await trade({
    profile,
    strategies,
    stop,
    onLine: (line) => (out.json ? out.printJson(line) : out.print(formatLine(line, style))),
    log: (message, fields) => out.log('info', message, fields),
    sequenceFile: join(dataDir, 'sessions', `${profile.name}.sequence`),
    onReady: (send) => takeCommands(out, send, stop),
    ...(store === undefined ? {} : { store }),
    record: call.flag('record'),
    ...(forMillis === undefined ? {} : { forMillis }),
  });
  const profit = record.trades.reduce((sum, each) => sum + Number(each.profit), 0);
  const trades = `${record.trades.length} trades closed, profit ${profit.toFixed(2)} ${record.currency}`;
  out.log('info', `ended: ${trades}, ${record.openTrades.length} still open`);
}

function readFor(call: Call): number | undefined {
  const text = call.text('for');
  if (text === undefined) return undefined;
  const millis = parseDuration(text);
  if (millis !== undefined && millis > 0) return millis;
  throw new SiisError('USAGE', `--for: expected a duration such as 30s, 15m or 4h, came '${text}'`);
}
