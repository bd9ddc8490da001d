import { sep } from 'node:path';

/** The folder that all of some folders lie in. */
export function commonFolder(folders: readonly string[]): string {
  const [first, ...rest] = folders.map((folder) => folder.split(sep));
  if (first === undefined) return '';
  let length = first.length;
  for (const steps of rest) {
    const at = first.findIndex((step, k) => steps[k] !== step);
    if (at >= 0) length = Math.min(length, at);
  }
  return first.slice(0, length).join(sep) || sep;
}
