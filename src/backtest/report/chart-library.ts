import { readFileSync } from 'node:fs';

/** The chart library as one script for a page without network, its licence notice at the top. Read once. */
export function chartLibrary(): string {
  script ??= readFileSync(
    new URL('lightweight-charts.standalone.production.js', import.meta.resolve('lightweight-charts')),
    'utf8',
  );
  return script;
}

let script: string | undefined;
