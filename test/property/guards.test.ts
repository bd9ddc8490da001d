import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/command/index.ts';
import type { Command } from '../../src/market/command.ts';
import { listed } from '../../src/system/command/listing.ts';
import type { MarketPlan } from '../../src/system/paper/paper-market.ts';
import { Random } from '../../src/util/random.ts';
import { demoPlan, KeptRun, type Outside } from '../support/kept-run.ts';

const minute = 60_000;
let folder = '';
let plan: MarketPlan;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'siis-guards-'));
  plan = await demoPlan([
    'limits.maxOpenTrades=9',
    'trade.operations=[{kind: breakeven, after: 0.1}, {kind: dynamic-stop-loss, timeframe: 2m, percent: 0.4}, {kind: close-after, after: 9m, least: 0}]',
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command as it is typed. */
function typed(line: string): Command {
  const command = parseCommand(line);
  if (typeof command === 'string') throw new Error(command);
  return command;
}

/** Commands about what guards a session, at random moments of an hour. */
function happenings(random: Random, prices: readonly number[]): Outside[] {
  const [btc = NaN] = prices;
  const lines = [
    () => `range-region demo:BTC/USDT ${btc * 0.995} ${btc * 1.005} long for=${1 + random.below(40)}m`,
    () => `range-region demo:BTC/USDT - ${btc * 1.002} short C@${btc * 1.004}`,
    () => `trend-region demo:ETH/USDT 1 2000 1 ${2000 + random.below(5000)} entry @${5 + random.below(60)}m`,
    () =>
      `price-cross-alert demo:BTC/USDT ${random.below(2) === 0 ? '>' : '='}${btc * (0.997 + random.below(7) / 1000)} x${1 + random.below(3)}`,
    () =>
      `pca demo:ETH/USDT below ${2000 + random.below(2000)} times=-1 '1m C@${5000 + random.below(100)} @${5 + random.below(90)}m falls`,
    () => `price-change-alert demo:SOL/USDT 0.${1 + random.below(5)} 2m rise x4`,
    () => `indicator-alert demo:BTC/USDT 1m rsi(length=5) cross ${40 + random.below(20)} times=-1`,
    () => `remove-alert a${1 + random.below(9)}`,
    () => `remove-region r${1 + random.below(5)}`,
  ];
  const list: Outside[] = [];
  for (let after = 0; after < 60 * minute; after += 1 + random.below(5 * minute)) {
    const line = random.below(3) === 0 ? undefined : lines[random.below(lines.length)];
    list.push(line === undefined ? { after } : { after, command: typed(line()) });
  }
  return list;
}

/** All that a session can be asked to list. */
function lists({ session }: KeptRun): unknown[] {
  return (['regions', 'alerts', 'operations'] as const).map((what) => listed(session, what).data);
}

describe('what guards a session', () => {
  it.each([1, 2, 3, 4])('stands after a kill as if there had been none (seed %i)', (seed) => {
    const first = new KeptRun(plan, join(folder, `prices-${seed}`)).drive([{ after: minute }]);
    const prices = first.session.hubs.map(({ market, instrument }) => instrument.price.toNumber(market.last));
    const random = new Random(`guards-${seed}`);
    const list = happenings(random, prices);
    const whole = new KeptRun(plan, join(folder, `whole-${seed}`)).drive(list);
    const standing = lists(whole);
    const { sequence } = whole.session.bus;
    let run = new KeptRun(plan, join(folder, `left-${seed}-0`));
    for (let life = 1; life <= 3; life++) {
      run.drive(list.slice(0, Math.floor((list.length * life) / 4)));
      const next = run.killedCopy(`left-${seed}-${life}`);
      run.end();
      run = new KeptRun(plan, next);
    }
    run.drive(list);
    expect(lists(run)).toEqual(standing);
    expect(run.session.bus.sequence).toBe(sequence);
    expect(run.end()).toBe(whole.end());
  });
});
