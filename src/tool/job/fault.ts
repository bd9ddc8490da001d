import { formatPlace, SiisError } from '../../util/errors.ts';
import type { JobFault } from './messages.ts';

/** An error as plain data, to cross to another thread. */
export function faultOf(error: unknown): JobFault {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const { code, place } = error instanceof SiisError ? error : { code: undefined, place: undefined };
  return { code, message, place, stack };
}

/** The error of another thread, as it was. */
export function errorOf({ code, message, place, stack }: JobFault): Error {
  if (code === undefined) return Object.assign(new Error(message), { stack });
  return new SiisError(code, place === undefined ? message : message.slice(formatPlace(place).length + 2), place);
}
