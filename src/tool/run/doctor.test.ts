import { expect, it } from 'vitest';
import type { Damage } from '../../database/coverage.ts';
import { clockFinding, damageFinding, diskText, memoryFinding, nodeFinding, profilesFinding } from './doctor.ts';

const gib = 2 ** 30;

function damage(kind: Damage['kind'], to = 2): Damage {
  return { kind, instrument: 'x:A/USD', series: 'trade ticks', file: 'f', from: 1, to, bytes: 9, message: 'is torn' };
}

it.each([
  [nodeFinding('24.21.0'), 'ok'],
  [nodeFinding('20.20.2'), 'fail'],
  [clockFinding(Date.UTC(2026, 5, 1)), 'ok'],
  [clockFinding(0), 'fail'],
  [memoryFinding(4 * gib, 8 * gib), 'ok'],
  [memoryFinding(0.2 * gib, 8 * gib), 'warn'],
  [profilesFinding([{ name: 'a', state: 'ready', lacks: [] }]), 'ok'],
  [profilesFinding([{ name: 'a', state: 'no-data', lacks: ['x:A/USD'] }]), 'ok'],
  [profilesFinding([{ name: 'a', state: 'wrong', lacks: [] }]), 'warn'],
  [damageFinding([damage('torn-tail', NaN), damage('index')]), 'warn'],
  [damageFinding([damage('index'), damage('block')]), 'fail'],
  [damageFinding([damage('bars')]), 'fail'],
  [diskText(50 * gib), 'ok'],
  [diskText(gib), 'warn'],
  [diskText(0.01 * gib), 'fail'],
])('finds %j', (finding, state) => {
  expect(finding.state).toBe(state);
  expect(finding.todo === undefined).toBe(state === 'ok');
});

it('names what is lost before what is mended, and how much more there is', () => {
  expect(damageFinding([damage('index'), damage('block')])).toMatchObject({
    text: 'damaged: x:A/USD f 1970-01-01T00:00:00.001Z … 1970-01-01T00:00:00.002Z: is torn, and 1 more',
  });
});
