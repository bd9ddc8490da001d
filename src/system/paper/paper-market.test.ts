import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demoPlan } from '../../../test/support/kept-run.ts';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { Store } from '../../database/store.ts';
import { instrumentId } from '../../market/instrument.ts';
import { noJournal } from '../../trader/journal.ts';
import { type MarketPlan, preparePaper } from './paper-market.ts';

/** Lets a session record up to a moment, counted from its start, and leaves it. @returns how many ticks are stored */
function record(plan: MarketPlan, after: number, goesOn: boolean): number {
  const { session, open } = preparePaper(plan, { journal: noJournal, firstSequence: 1, goesOn });
  const { lanes, start } = open();
  session.begin(lanes, start).run({ until: start + after, waits: true });
  for (const lane of lanes) lane.close();
  return plan.store!.coverage(instrumentId('demo:BTC/USDT')).reduce((sum, { count }) => sum + count, 0);
}

it('goes on recording where no more than the history before its start was stored (F17)', async () => {
  const store = Store.open(join(makeWorkspace({}), 'data'), { create: true });
  const plan = { ...(await demoPlan()), store, record: true };
  const history = record(plan, -1, false);
  const more = record(plan, 60_000, true);
  expect(history).toBeGreaterThan(0);
  expect(more).toBeGreaterThan(history);
  expect(record(plan, 60_000, true)).toBe(more);
  store.close();
});
