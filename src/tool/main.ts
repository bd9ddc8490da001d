import { existsSync, readFileSync } from 'node:fs';

/** Runs one command line. @returns the exit code. */
export function main(args: readonly string[]): Promise<number> {
  if (args[0] === '--version') {
    process.stdout.write(`${version()}\n`);
    return Promise.resolve(0);
  }
  process.stderr.write(`siis ${version()} knows no verb ${args[0] ?? ''}\n`);
  return Promise.resolve(1);
}

/** The version of the package around this file, which lies one folder deeper in `dist/`. */
function version(): string {
  let manifest = new URL('../../package.json', import.meta.url);
  if (!existsSync(manifest)) manifest = new URL('../../../package.json', import.meta.url);
  return /"version": "([^"]+)"/.exec(readFileSync(manifest, 'utf8'))?.[1] ?? 'unknown';
}
