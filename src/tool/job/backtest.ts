import { displayPath } from '../../config/workspace.ts';
import { openProfileStore, warnOfDamage, withPlace } from '../run/data-folder.ts';
import { loadRequest } from '../run/profile-request.ts';
import type { JobAnswer, JobLink, BacktestRequest } from './messages.ts';
import { throttled } from './throttled.ts';

/** Runs one backtest and renders its report. @throws SiisError */
export async function backtestJob(request: BacktestRequest, link: JobLink): Promise<JobAnswer> {
  const loaded = await loadRequest(request.profile);
  const store = openProfileStore(loaded, request.range);
  warnOfDamage(loaded, store, link.warn);
  // Only now: most mistakes are in the profile, and should be told at once.
  const [{ runAll }, { renderReport, reported, writeReport }] = await Promise.all([
    import('./shards.ts'),
    import('../run-report.ts'),
  ]);
  link.log(`running ${loaded.profile.name} on ${loaded.profile.instruments.join(', ')}`);
  try {
    const record = await runAll(loaded, store, { request, link: { ...link, progress: throttled(link.progress) } });
    // Shards on threads of their own have told nobody yet.
    record.warnings.forEach(link.warn);
    const report = reported(record);
    const notes: string[] = [];
    if (request.report !== undefined) {
      await writeReport(report, request.report, loaded.dataDir);
      notes.push(`wrote ${displayPath(request.report)}`);
    }
    if (request.bundle.write !== undefined && !record.interrupted) {
      const { writeBacktestBundle } = await import('./bundle.ts');
      writeBacktestBundle(report, { loaded, store, request }, request.bundle.write);
      notes.push(`wrote ${displayPath(request.bundle.write)}`);
    }
    if (Number(record.fees) === 0 && Number(record.turnover) > 0) {
      notes.push('no fees were charged: none is known of these instruments; set paper.fees: {maker: …, taker: …}');
    }
    if (record.interrupted) {
      const unwritten = request.bundle.write === undefined ? '' : '; no bundle was written';
      notes.push(`stopped early: the report covers what ran${unwritten}`);
    }
    const text = renderReport(report, { json: request.json, colour: request.colour });
    return { text, isInterrupted: record.interrupted, exitCode: record.interrupted ? 130 : 0, notes };
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    store.close();
  }
}
