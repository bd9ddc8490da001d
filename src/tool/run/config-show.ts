import { stringify } from 'yaml';
import type { Explained } from '../../config/explain.ts';
import { formatPath } from '../../config/issues.ts';
import { isRecord, put } from '../../config/record.ts';
import { isSecret } from '../../config/secret.ts';
import { readYaml } from '../../config/source.ts';
import { displayPath } from '../../config/workspace.ts';
import type { Call } from '../call.ts';
import { loadRequest, profileRequest } from './profile-request.ts';

/** `siis config show`: a profile as it is written, or as it takes effect. */
export async function runConfigShowVerb(call: Call): Promise<number> {
  const loaded = await loadRequest(profileRequest(call));
  const { out } = call;
  if (!call.flag('resolved')) {
    const written = withoutSecrets(readYaml(loaded.file).tree);
    if (out.json) out.printJson(written);
    else out.print(stringify(written));
    return 0;
  }
  const values = loaded.explain();
  if (out.json)
    out.printJson({
      file: loaded.file,
      workspace: loaded.workspace,
      data: loaded.dataDir,
      values: values.map(toPlain),
    });
  else out.print([`# ${displayPath(loaded.file)}`, ...lines(values)].join('\n'));
  return 0;
}

function toPlain({ path, value, origin }: Explained): Record<string, unknown> {
  return { path: formatPath(path), value, origin };
}

/** `account.balance: 10000   # default`, the origins in one column. */
function lines(values: readonly Explained[]): string[] {
  const left = values.map(
    ({ path, value }) => `${formatPath(path)}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const width = Math.min(60, Math.max(...left.map((each) => each.length)));
  return values.map(({ origin }, at) => `${left[at]!.padEnd(width)}  # ${origin}`);
}

function withoutSecrets(tree: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(tree)) put(copy, key, isSecret([key]) ? '***' : hide(value));
  return copy;
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hide);
  return isRecord(value) ? withoutSecrets(value) : value;
}
