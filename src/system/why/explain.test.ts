import { beforeAll, describe, expect, it } from 'vitest';
import { demoPlan } from '../../../test/support/kept-run.ts';
import { noJournal } from '../../trader/journal.ts';
import type { Onlooker } from '../again/again.ts';
import { type MarketPlan, preparePaper } from '../paper/paper-market.ts';
import { runHash } from '../backtest/run-hash.ts';
import type { Session } from '../session/session.ts';
import { type Doable, explainIdle, explainTarget, explainWatch, listTrades } from './explain.ts';
import { readTarget } from './target.ts';
import { Roll } from './roll.ts';
import { readWatchTarget } from './watch-chain.ts';
import { Witness } from './witness.ts';

const hour = 3_600_000;

/** Eight hours of the demo's market, done as often as somebody asks. */
function hoursOf(plan: MarketPlan, during?: (session: Session) => void): Doable {
  const { profile } = plan;
  return {
    profile,
    doAgain: (onlooker: Onlooker) => {
      const start = { journal: noJournal, goesOn: false, firstSequence: undefined };
      const { session, open } = preparePaper(plan, start, onlooker.adapt);
      onlooker.follow?.(session);
      const { lanes, start: began } = open();
      const engine = session.begin(lanes, began);
      const end = began + 8 * hour;
      if (during !== undefined) session.clock.at(began + 4 * hour, () => during(session));
      engine.run({ until: Math.min(end, onlooker.until ?? Infinity), waits: true });
      for (const lane of lanes) lane.close();
      return { session, start: began, end: (onlooker.until ?? Infinity) > end ? end : undefined };
    },
  };
}

function words(of: Doable, id: string): string[] {
  const explained = explainTarget(of, readTarget(id, of.profile)!);
  return explained!.steps.flatMap((step) => step.words);
}

let plan: MarketPlan;
beforeAll(async () => {
  plan = await demoPlan(['strategies[0].params.stopPercent=0.2']);
});

describe('a session that is looked at while it is done again', () => {
  it('orders and fills as it does when nobody looks', () => {
    const hours = hoursOf(plan);
    const alone = runHash(hours.doAgain({}).session);
    const witness = new Witness({ profile: plan.profile, investigation: new Roll(), isOfInterest: () => true });
    const onlooker = {
      adapt: (parts: Parameters<Witness['adapt']>[0]) => witness.adapt(parts),
      follow: (each: Session) => witness.follow(each),
    };
    expect(runHash(hours.doAgain(onlooker).session)).toBe(alone);
  });

  it('lists every trade that was wished for', () => {
    const hours = hoursOf(plan);
    const { tracker } = hours.doAgain({}).session;
    const closed = listTrades(hours).filter(({ state }) => state === 'closed');
    expect(closed.length).toBeGreaterThan(3);
    expect(closed.map(({ id }) => id)).toEqual(
      expect.arrayContaining([...new Set(tracker.closed.map(({ trade }) => trade.id))]),
    );
  });
});

describe('the explanation of a trade', () => {
  it('leads from the bar over the size and the order to what ended it', () => {
    const hours = hoursOf(plan);
    const trade = listTrades(hours).find(({ state, reason }) => state === 'closed' && reason === 'stop')!;
    const explained = explainTarget(hours, readTarget(trade.id, plan.profile)!)!;
    expect(explained).toMatchObject({ kind: 'trade', id: trade.id, outcome: 'over: stop' });
    const order = explained.steps.map(({ what }) => what);
    const firsts = ['decision', 'signal', 'size', 'caps', 'sent', 'fill', 'trade'] as const;
    const places = firsts.map((each) => order.indexOf(each));
    expect(places.filter((at) => at >= 0)).toEqual(places.filter((at) => at >= 0).toSorted((a, b) => a - b));
    expect(words(hours, trade.id).join('\n')).toContain('its stop was reached');
    expect(explained.steps[0]!.facts).toMatchObject({ strategy: explained.strategy, readings: expect.any(Array) });
  });

  it('is of one order only where an order is asked for', () => {
    const hours = hoursOf(plan);
    const { id } = listTrades(hours).find(({ state }) => state === 'closed')!;
    const explained = explainTarget(hours, readTarget(`${id}-e1`, plan.profile)!)!;
    const orders = new Set(explained.steps.map(({ order }) => order).filter((each) => each !== undefined));
    expect([explained.kind, [...orders]]).toEqual(['order', [`${id}-e1`]]);
  });

  it('works the size out again, to the lot', () => {
    const hours = hoursOf(plan);
    const { id } = listTrades(hours).find(({ state }) => state === 'closed')!;
    const { steps } = explainTarget(hours, readTarget(id, plan.profile)!)!;
    const { exactLots, lots } = steps.find(({ what }) => what === 'size')!.facts as Record<string, number>;
    expect(Math.floor(exactLots! + 1e-9)).toBe(lots);
  });

  it('names the cap that refused an entry, and by how much', async () => {
    const capped = hoursOf(await demoPlan(['limits.maxNotional=10']));
    const [first] = listTrades(capped);
    expect(first).toMatchObject({ state: 'denied', reason: 'max-notional' });
    expect(words(capped, first!.id).join('\n')).toMatch(
      /limits\.maxNotional 10: it comes to \d[\d.]*, refused\nthe money manager refused the entry: max-notional/,
    );
  });

  it('names the regions that an entry lay in none of', async () => {
    const guarded = hoursOf(await demoPlan(['regions=[{kind: range, high: 1, stage: entry}]']));
    const [first] = listTrades(guarded);
    expect(first).toMatchObject({ state: 'denied', reason: 'outside-region' });
    expect(words(guarded, first!.id).join('\n')).toMatch(
      /regions: it lies in none of those for entries\nr\d+, .*the tracker refused the entry: outside-region/s,
    );
  });

  it('is absent for an id that never was', () => {
    const { id } = listTrades(hoursOf(plan))[0]!;
    const never = `${id.split('-')[0]}-999999`;
    expect(explainTarget(hoursOf(plan), readTarget(never, plan.profile)!)).toBeUndefined();
    expect(readTarget('zzzz-1', plan.profile)).toBeUndefined();
  });
});

describe('the explanation of an operation', () => {
  it('is in the chain of its trade', async () => {
    const hours = hoursOf(await demoPlan(['trade.operations=[{kind: breakeven, after: 0.1}]']));
    const stopped = listTrades(hours).filter(({ reason }) => reason === 'stop');
    const said = stopped.slice(0, 5).map(({ id }) => words(hours, id).filter((each) => each.startsWith('operation: ')));
    expect(said).toContainEqual([expect.stringContaining('the stop goes to the entry')]);
  });
});

describe('the explanation of an alert or a region', () => {
  const of = (hours: Doable, id: string) => explainWatch(hours, readWatchTarget(id)!);

  it('begins with who asked for it and ends with what became of it', async () => {
    const hours = hoursOf(plan, (session) => {
      const alert = { kind: 'price-cross', price: 1, when: 'below', for: 60_000 } as const;
      const command = { kind: 'add-alert', instrument: 'demo:BTC/USDT', alert } as never;
      session.bus.publish({ kind: 'command', time: session.clock.now(), command, source: 'test' });
    });
    const explained = of(hours, 'a1')!;
    expect(explained).toMatchObject({ kind: 'alert', id: 'a1', instrument: 'demo:BTC/USDT', outcome: 'over: expired' });
    expect(explained.steps.map(({ what }) => what)).toEqual(['command', 'alert', 'alert']);
  });

  it('is of the profile where nobody asked, and in force until it ends', async () => {
    const hours = hoursOf(await demoPlan(['regions=[{kind: range, high: 1, stage: entry}]']));
    const explained = of(hours, 'r1')!;
    expect([explained.kind, explained.outcome, explained.steps.length]).toEqual(['region', 'in force', 1]);
  });

  it('is absent for one that never was, and for what is no such id', () => {
    expect(of(hoursOf(plan), 'a77')).toBeUndefined();
    expect(['a0', 'a', 'x1', '12d916o-93', 'a1-1'].map(readWatchTarget)).toEqual(Array(5).fill(undefined));
  });
});

describe('what kept a strategy from trading', () => {
  const instrument = 'demo:BTC/USDT';
  const kinds = (of: Doable, at: number): string[] =>
    explainIdle(of, instrument, at).flatMap(({ reasons }) => reasons.map(({ kind }) => kind));
  const start = (): number => plan.profile.data.synthetic.start;

  it('is that decisions had not begun', () => {
    expect(kinds(hoursOf(plan), start() - hour)).toEqual(expect.arrayContaining(['not-begun']));
  });

  it('is that it was asked and gave no signal', () => {
    const [answer] = explainIdle(hoursOf(plan), instrument, start() + 3 * hour + 90_000);
    expect(answer!.reasons.map(({ kind }) => kind)).toContain('no-signal');
    expect(answer!.decision).toMatchObject({ handler: 'onBar', instrument });
    expect(answer!.readings[0]!.value).toEqual(expect.any(Number));
  });

  it('is that a person paused it', () => {
    const paused = hoursOf(plan, (session) => {
      const command = { kind: 'pause', strategy: undefined } as const;
      session.bus.publish({ kind: 'command', time: session.clock.now(), command, source: 'test' });
    });
    expect(kinds(paused, start() + 3 * hour)).not.toContain('paused');
    expect(kinds(paused, start() + 5 * hour)).toContain('paused');
  });

  it('is the trading state', () => {
    const halted = hoursOf(plan, (session) => {
      const command = { kind: 'state', state: 'halted' } as const;
      session.bus.publish({ kind: 'command', time: session.clock.now(), command, source: 'test' });
    });
    expect(kinds(halted, start() + 5 * hour)).toContain('state');
  });

  it('is a cap, at the bar whose signal it refused', async () => {
    const capped = hoursOf(await demoPlan(['limits.maxNotional=10']));
    const denied = listTrades(capped).find((each) => each.instrument === instrument)!;
    const found = explainIdle(capped, instrument, denied.time).flatMap(({ reasons }) => reasons);
    expect(found.find(({ kind }) => kind === 'denied')!.words).toContain('limits.maxNotional');
  });

  it('is a region that entries have to lie in', async () => {
    const guarded = hoursOf(await demoPlan(['regions=[{kind: range, high: 1, stage: entry}]']));
    expect(kinds(guarded, start() + 3 * hour)).toContain('region');
  });

  it('is that nothing is known so late', () => {
    expect(kinds(hoursOf(plan), start() + 48 * hour)).toContain('over');
  });
});
