import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPlan, KeptRun } from '../../../test/support/kept-run.ts';
import { instrumentId } from '../../market/instrument.ts';
import { linesOf, type SessionLine } from './session-line.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-line-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What two hours of the demo say. */
async function said(name: string, set: readonly string[]): Promise<SessionLine[]> {
  const run = new KeptRun(await demoPlan(set), join(folder, name));
  const lines: SessionLine[] = [];
  run.session.bus.tap((event, sequence) => lines.push(...linesOf(run.session, event, sequence)));
  run.drive([{ after: 7_200_000 }]).end();
  return lines;
}

describe.each([
  ['fills whole', []],
  ['fills in parts, at once', ['paper.partialFill.participation=0.02', 'paper.latency.order=0']],
])('an order that %s', (name, set) => {
  it('is told as open, by each fill, and as filled behind the last of them', async () => {
    const lines = await said(name, set);
    const ids = new Set(lines.filter(({ type }) => type === 'order').map(({ id }) => String(id)));
    let completed = 0;
    for (const id of ids) {
      const own = lines.filter((line) => line['id'] === id || line['orderId'] === id);
      const states = own.filter(({ type }) => type === 'order').map(({ state }) => state);
      const fills = own.filter(({ type }) => type === 'fill');
      const [order] = own.filter(({ type }) => type === 'order').slice(-1);
      const filled = fills.reduce((sum, { quantity }) => sum + Number(quantity), 0);
      const isWhole = Math.abs(filled - Number(order!['quantity'])) < 1e-9;
      expect([states[0], states.filter((state) => state === 'filled')]).toEqual(['open', isWhole ? ['filled'] : []]);
      if (!isWhole) continue;
      completed++;
      const [fill, last] = own.slice(-2);
      expect([fill!.type, last!.type, last!['state']]).toEqual(['fill', 'order', 'filled']);
      expect(last!.sequence).toBe(fill!.sequence);
      expect(last!['filledQuantity']).toBe(last!['quantity']);
    }
    expect(completed).toBeGreaterThan(5);
    const names = lines.map(({ type, sequence }) => `${type} ${sequence}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

it('tells why the venue refused a change of an order', async () => {
  const run = new KeptRun(await demoPlan([]), join(folder, 'refused'));
  const heard: SessionLine[] = [];
  run.session.bus.tap((event) => {
    if (event.kind !== 'order-report' || heard.length > 0) return;
    const { orderId, time } = event.report;
    const report = { kind: 'refused', orderId, time, request: 'amend', reason: 'insufficient-funds' } as const;
    heard.push(...linesOf(run.session, { ...event, report }, 1));
  });
  run.drive([{ after: 7_200_000 }]).end();
  expect(heard).toMatchObject([{ type: 'order', reason: 'insufficient-funds' }]);
});

it('tells of an alert whose it is, when it is made and when it comes true', async () => {
  const run = new KeptRun(await demoPlan([]), join(folder, 'alerts'));
  const { traders, bus } = run.session;
  const { id: traderId, name: strategy } = traders[0]!;
  const of = { kind: 'alert', id: 'a1', instrument: instrumentId('demo:BTC/USDT'), time: 5, label: undefined } as const;
  const rest = { way: undefined, value: undefined, left: Infinity, message: 'm', words: 'w' } as const;
  const line = (state: 'made' | 'triggered', whose: string | undefined): readonly SessionLine[] =>
    linesOf(run.session, { ...of, ...rest, state, traderId: whose }, bus.sequence);
  expect(line('made', traderId)).toMatchObject([
    { type: 'status', source: 'alert', strategy, message: 'alert a1 made: w' },
  ]);
  expect(line('triggered', traderId)).toMatchObject([
    { type: 'alert', strategy, message: 'm', condition: 'w', left: -1 },
  ]);
  expect(line('triggered', undefined)[0]).not.toHaveProperty('strategy');
  run.end();
});
