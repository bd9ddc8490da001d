import { expect, it } from 'vitest';
import { clockFinding, diskText, memoryFinding, nodeFinding, profilesFinding } from './doctor.ts';

const gib = 2 ** 30;

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
  [diskText(50 * gib), 'ok'],
  [diskText(gib), 'warn'],
  [diskText(0.01 * gib), 'fail'],
])('finds %j', (finding, state) => {
  expect(finding.state).toBe(state);
  expect(finding.todo === undefined).toBe(state === 'ok');
});
