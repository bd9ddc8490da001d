import type { Profile } from './profile.ts';
import { isRecord } from './record.ts';

/** The keys of a profile that are not alike in two versions of it: `account.balance`, `strategies[0].params.fast`. */
export function changedKeys(before: Profile, after: Profile): string[] {
  return differences('', before, after);
}

function differences(path: string, before: unknown, after: unknown): string[] {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((each, index) => differences(`${path}[${index}]`, each, after[index]));
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(path === '' ? key : `${path}.${key}`, before[key], after[key]));
  }
  return Object.is(before, after) ? [] : [path];
}
