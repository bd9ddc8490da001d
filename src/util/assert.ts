/** A contradiction inside the program itself. Never caught: the process stops and start-up recovers. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** @throws AssertionError when `condition` is false. Say what was expected and what came. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Closes an exhaustive `switch`: compiles only when every member has been handled. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable value ${JSON.stringify(value)}`);
}

/**
 * The value, when it is there. @throws AssertionError when it is `undefined` or `null`.
 *
 * @param of which one: apart from `what`, so that no text is made as long as all is well
 */
export function ensure<T>(value: T | undefined | null, what: string, of: string | number = ''): T {
  if (value === undefined || value === null) throw new AssertionError(`${what} ${of}`.trimEnd() + ' is missing');
  return value;
}
