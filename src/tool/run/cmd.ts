import { commands } from '../../command/index.ts';
import { RemoteDoor } from '../../system/door/remote-door.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';
import { runningProcess } from './status.ts';

/** `siis cmd PROFILE WORD…` @returns 0, or 1 when the session could not do it */
export async function runCmdVerb(call: Call): Promise<number> {
  const [name = '', ...words] = call.args;
  if (words[0] === 'help') return printHelp(call);
  return tell(call, name, words);
}

/** `siis reload PROFILE [STRATEGY]`: code that does not load is told of here, and not even tried there. */
export function runReloadVerb(call: Call): Promise<number> {
  const [name = '', ...words] = call.args;
  return tell(call, name, ['reload', ...words]);
}

async function tell(call: Call, name: string, words: readonly string[]): Promise<number> {
  const loaded = await loadRequest(profileRequest(call, name));
  const folder = sessionPlace(loaded);
  runningProcess(loaded.profile.name, folder);
  const door = await RemoteDoor.connect(folder, loaded.profile.name, { source: 'cmd' });
  const { done, message, data } = await door.send(words).finally(() => door.close());
  if (!done) throw new SiisError('USAGE', message);
  if (call.out.json) call.out.printJson(data === undefined ? { done, message } : data);
  else call.out.print(message);
  return 0;
}

function printHelp({ out }: Call): number {
  const all = Object.values(commands);
  if (out.json) out.printJson(all.map(({ name, aliases = [], usage, help }) => ({ name, aliases, usage, help })));
  else
    out.print(
      all
        .map(
          ({ usage, aliases = [], help }) =>
            `${usage}${aliases.length === 0 ? '' : ` (${aliases.join(', ')})`}\n    ${help}`,
        )
        .join('\n'),
    );
  return 0;
}
