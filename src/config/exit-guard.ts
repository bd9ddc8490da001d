import { authorLine } from '../strategy/blame.ts';

let isGuarded = false;

/**
 * Makes `process.exit` throw where a strategy calls it, so that it ends as any other error of a strategy does: named,
 * with file and line, and without taking a session with its open trades away. Needed once in each thread.
 */
export function guardExit(): void {
  if (isGuarded) return;
  isGuarded = true;
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    if (authorLine(new Error('exit')) === undefined) return exit(code);
    throw new Error(`process.exit(${code ?? ''}) was called, and a strategy must not end siis: throw an error instead`);
  };
}
