import { readFileSync } from 'node:fs';

let version: string | undefined;

/** Version of this package, from its package.json; the same from source and from the built tree. */
export function programVersion(): string {
  if (version !== undefined) return version;
  for (const up of ['../..', '../../..']) {
    try {
      const text = readFileSync(new URL(`${up}/package.json`, import.meta.url), 'utf8');
      const found: unknown = JSON.parse(text);
      if (
        typeof found === 'object' &&
        found !== null &&
        'name' in found &&
        found.name === 'siis' &&
        'version' in found
      ) {
        version = String(found.version);
        return version;
      }
    } catch {
      // The next folder up may hold it.
    }
  }
  return '0.0.0';
}
