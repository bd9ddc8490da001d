import type { Engine } from '../engine/engine.ts';
import type { SessionInput } from '../record/session-log.ts';
import type { Session } from '../session/session.ts';

/**
 * Something from outside reaches a session while its engine rests. What a command changes is looked at again, for no lane
 * had its turn; the same when it is done again, or an order that fills at once would fill later than it did.
 */
export function reach(session: Session, engine: Engine, event: NonNullable<SessionInput>): void {
  session.bus.publish(event);
  if (event.kind === 'command') engine.wake();
}
