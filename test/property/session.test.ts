import { mkdtempSync, rmSync, truncateSync, statSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketPlan } from '../../src/system/paper/paper-market.ts';
import { Random } from '../../src/util/random.ts';
import { demoPlan, KeptRun, type Outside } from '../support/kept-run.ts';

const minute = 60_000;
let folder = '';
let plan: MarketPlan;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'siis-session-'));
  plan = await demoPlan(['limits.maxOpenTrades=9']);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two hours of turns at random moments, some with a command. */
function happenings(random: Random): Outside[] {
  const list: Outside[] = [];
  for (let after = 0; after < 120 * minute; after += 1 + random.below(8 * minute)) {
    const kind = random.below(6);
    if (kind === 0) list.push({ after, command: { kind: 'close', trade: undefined, instrument: undefined } });
    else if (kind === 1) list.push({ after, command: { kind: 'pause', strategy: 'ema-cross' } });
    else if (kind === 2) list.push({ after, command: { kind: 'play', strategy: undefined } });
    else list.push({ after });
  }
  return list;
}

/** What an action is refused with. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}

describe('a session that is left in the middle', () => {
  it.each([1, 2, 3, 4, 5, 6])('goes on as if it had never been left (seed %i)', (seed) => {
    const random = new Random(`left-${seed}`);
    const list = happenings(random);
    const whole = new KeptRun(plan, join(folder, `whole-${seed}`)).drive(list);
    const orders = whole.session.desk.orders.size;
    expect(orders).toBeGreaterThan(5);
    let run = new KeptRun(plan, join(folder, `left-${seed}-0`));
    for (let life = 1; life <= 4; life++) {
      run.drive(list.slice(0, Math.floor((list.length * life) / 5)));
      const next = run.killedCopy(`left-${seed}-${life}`);
      run.end();
      run = new KeptRun(plan, next);
    }
    run.drive(list);
    expect(run.session.desk.orders.size).toBe(orders);
    expect(run.end()).toBe(whole.end());
  });

  it('does not depend on where its turns were cut', () => {
    const cuts = happenings(new Random('cuts')).map(({ after }) => ({ after }));
    const many = new KeptRun(plan, join(folder, 'many')).drive(cuts);
    const one = new KeptRun(plan, join(folder, 'one')).drive(cuts.slice(-1));
    expect(many.end()).toBe(one.end());
  });

  it('is refused, with the first difference, where it would do something else', async () => {
    const list = happenings(new Random('other'));
    const run = new KeptRun(plan, join(folder, 'other')).drive(list);
    const copy = run.killedCopy('other-copy');
    run.end();
    const other = await demoPlan(['limits.maxOpenTrades=9', 'paper.latency.order=60']);
    const head =
      /^the session is not what its record says: .*journal, entry (\d+): expected order \S+ accepted, came order \S+ accepted; the first field that differs is report\.time: expected \d+, came \d+\n/;
    const message = refusalOf(() => new KeptRun(other, copy));
    expect(message).toMatch(head);
    const entry = Number(head.exec(message)?.[1]);
    const around = message.split('\n').slice(1);
    expect(around.map((line) => line.slice(0, 2 + String(entry).length))).toEqual(
      [-2, -1, 0, 1, 2].map((off) => `${off === 0 ? '>' : ' '} ${entry + off}`),
    );
    expect(around.every((line) => /^. \d+ {2}\d{4}-\d\d-\d\dT\S+Z {2}\S/.test(line))).toBe(true);
  });

  it('loses and doubles nothing, wherever its record is torn', () => {
    const list = happenings(new Random('torn'));
    const whole = new KeptRun(plan, join(folder, 'torn')).drive(list);
    const hash = whole.end();
    const random = new Random('where');
    for (let cut = 0; cut < 12; cut++) {
      const copy = whole.killedCopy(`torn-${cut}`);
      const file = join(
        copy,
        readdirSync(copy).find((name) => name.endsWith('.journal'))!,
      );
      truncateSync(file, 200 + random.below(statSync(file).size - 200));
      const run = new KeptRun(plan, copy);
      const reached = run.compared?.until ?? NaN;
      // The commands of the part that was cut off are lost with it, and are given again.
      run.drive(list);
      const ids = Array.from(run.session.fills, ({ fillId }) => fillId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(run.end(), `cut at ${reached}`).toBe(hash);
    }
  });
});
