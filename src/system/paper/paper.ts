import { ServiceHost } from '../../bus/service.ts';
import { noJournal } from '../../trader/journal.ts';
import { MarketService } from './market-service.ts';
import { type PaperStart, preparePaper } from './paper-market.ts';
import { linesOf } from '../observer/session-line.ts';
import { historyFeed } from '../observer/history-feed.ts';
import { SessionObserver } from '../observer/observer.ts';
import { keeping, type KeptParts } from './kept-parts.ts';
import { type Stop, Stops, withStops } from '../record/session-stops.ts';
import { hostHere } from '../reload/reloads.ts';
import { Watchdog } from '../../watchdog/watchdog.ts';
import type { Crew } from '../worker/crew.ts';
import { crewOf } from './session-crew.ts';
import { type PaperOptions, type PaperResult, PaperSession, type Ties } from './paper-session.ts';

/**
 * Trades a profile on paper: market time runs `speed` times as fast as wall time, over a synthetic market or over
 * stored data played again. Ends at the stop signal, after `forMillis`, or with the data.
 *
 * @throws SiisError STORE_UNUSABLE while another process runs a session of the profile, SESSION_DIFFERS when the last one
 * cannot be done again, JOURNAL_FAILED when what happens cannot be written down
 */
export function runPaper(options: PaperOptions): Promise<PaperResult> {
  return keeping(options, (parts) => runSession(options, parts));
}

async function runSession(options: PaperOptions, parts: KeptParts): Promise<PaperResult> {
  const { workers = 0 } = options;
  const { kept } = parts;
  const stops = kept?.stops ?? new Stops();
  const strategies = kept?.strategies ?? options.strategies;
  const onStopped = (id: string, { call, reason }: Stop): void => kept?.log.stopped(id, call, reason);
  const watchdog = new Watchdog(options.sessions);
  let crew: Crew | undefined;
  try {
    crew = workers === 0 ? undefined : crewOf({ ...options, strategies }, { watchdog, workers, stops, onStopped });
    return await runWired(options, { ...parts, crew, watchdog });
  } finally {
    crew?.close();
    await watchdog.close();
  }
}

/** How the session begins, or goes on. */
function startOf({ strategies }: PaperOptions, { kept, sequence, crew }: Ties): PaperStart {
  if (kept === undefined) {
    const firstSequence = sequence?.first;
    return { strategies: crew?.strategies ?? strategies, journal: noJournal, goesOn: false, firstSequence };
  }
  const { stops, log, records, meta } = kept;
  return {
    strategies: crew?.strategies ?? withStops(kept.strategies, stops),
    journal: log,
    goesOn: records !== undefined,
    firstSequence: meta.firstSequence,
    reload: { ...kept, host: crew?.host ?? hostHere(stops) },
  };
}

async function runWired(options: PaperOptions, ties: Ties): Promise<PaperResult> {
  const { kept, sequence, history } = ties;
  const { session, open, reloads } = preparePaper(options, startOf(options, ties));
  kept?.log.attach(() => session.clock.now());
  const observer = new SessionObserver(session, options.profile);
  const feed = historyFeed(session, history, kept);
  const paper = new PaperSession(options, session, { ...ties, observer, feed, reloads });
  session.bus.tap((event, number) => {
    sequence?.passed(number);
    paper.lines.push(...linesOf(session, event, number));
  });
  const market = new MarketService(open);
  const host = new ServiceHost((name, state) => {
    // Before market time begins there is no moment that an event could have.
    if (session.clock.now() === 0) options.log?.(`${name} is ${state}`);
    else paper.say(name, state);
  });
  host.add(market);
  await host.start();
  try {
    await paper.trade(market);
  } catch (error) {
    paper.abandon();
    await host.stop();
    // The numbers that were set aside stay so: what cannot be written any more must not hide what went wrong.
    throw error;
  }
  await host.stop();
  paper.flush();
  sequence?.close(session.bus.sequence);
  return paper.result;
}
