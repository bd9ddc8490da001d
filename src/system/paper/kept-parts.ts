import { wallSleep } from '../../bus/clock.ts';
import { History } from '../../database/history/history.ts';
import { SequenceFile } from '../record/sequence-file.ts';
import { SessionFolder } from '../record/session-folder.ts';
import { type KeepPlan, keepSession, type KeptSession, removeOld } from './session-keeper.ts';

/** Where a session is kept. */
export interface KeepingPlan extends KeepPlan {
  /**
   * Folder of the profile's sessions: the last one goes on where it was left, or killed. Absent: a session begins anew and is
   * forgotten when it ends.
   */
  readonly sessions?: string;
  /** File that keeps event numbers rising over restarts; absent: they begin at 1. */
  readonly sequenceFile?: string;
  /** Told where the session is kept, before it trades. */
  readonly onSession?: (folder: string) => void;
  /** Wall time after which it is looked again what is kept too long, ms; default 4 h. */
  readonly removesEvery?: number;
}

/** What of a session outlasts it. */
export interface KeptParts {
  readonly kept: KeptSession | undefined;
  readonly sequence: SequenceFile | undefined;
  readonly history: History | undefined;
}

/**
 * Runs a session with what is kept of it, and closes that afterwards. What the profile does not want to keep is removed at the start
 * and while it runs. @throws SiisError as `keepSession`; STORE_UNUSABLE while another process runs a session of the profile
 */
export async function keeping<Result>(plan: KeepingPlan, act: (parts: KeptParts) => Promise<Result>): Promise<Result> {
  const { sessions, sequenceFile } = plan;
  const over = new AbortController();
  const folder = sessions === undefined ? undefined : await SessionFolder.take(sessions, plan.profile.name);
  let kept: KeptSession | undefined;
  let history: History | undefined;
  try {
    const sequence = sequenceFile === undefined ? undefined : new SequenceFile(sequenceFile);
    if (folder === undefined) return await act({ kept, sequence, history });
    kept = keepSession(folder, plan, sequence?.first ?? 1);
    plan.onSession?.(folder.placeOf(kept.meta));
    history = await History.open(folder.path, (why) => plan.onWarning?.(why));
    history.forget(kept.removed);
    void removeNowAndThen(plan, { folder, kept, history, over: over.signal });
    return await act({ kept, sequence, history });
  } finally {
    over.abort();
    await history?.close();
    kept?.close();
    folder?.release();
  }
}

async function removeNowAndThen(
  plan: KeepingPlan,
  parts: {
    readonly folder: SessionFolder;
    readonly kept: KeptSession;
    readonly history: History;
    readonly over: AbortSignal;
  },
): Promise<void> {
  const { folder, kept, history, over } = parts;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
    await wallSleep(plan.removesEvery ?? 14_400_000, over);
    if (over.aborted) return;
    try {
      history.forget(removeOld(folder, plan, kept.meta));
    } catch (error) {
      plan.onWarning?.(`old sessions cannot be removed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
