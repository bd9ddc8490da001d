import { expect, it } from 'vitest';
import { GrowingLog } from '../view/log.ts';
import type { AlertFacts, ClosedFacts, Logs, Snapshot } from '../view/snapshot.ts';
import { demoSnapshot } from '../../test/support/terminal-rig.ts';
import { Notices } from './notices.ts';

interface Rig {
  readonly notices: Notices;
  readonly shown: string[];
  readonly said: string[];
  bells: number;
  now: number;
  readonly alert: (message: string) => void;
  readonly look: () => void;
}

function rigOf(base: Snapshot, at: { fault?: string; fails?: boolean } = {}): Rig {
  const alerts = new GrowingLog<AlertFacts>(50);
  const history = new GrowingLog<ClosedFacts>(50);
  const logs: Logs = { ...base.logs, alerts, history };
  const rig: Rig = {
    shown: [],
    said: [],
    bells: 0,
    now: 0,
    notices: new Notices({
      fault: at.fault,
      now: () => rig.now,
      bell: () => rig.bells++,
      say: (text) => rig.said.push(text),
      show: async (_title, text) => {
        if (at.fails === true) throw new Error('no daemon answers');
        rig.shown.push(text);
      },
    }),
    alert: (message) => alerts.add({ time: 0, level: 'warn', instrument: 'demo:BTC/USDT', strategy: '', message }),
    look: () => rig.notices.look({ ...base, logs }),
  };
  rig.alert('from before');
  rig.look();
  return rig;
}

it('tells what is new, several together, and not what was there before', async () => {
  const rig = rigOf(await demoSnapshot());
  rig.notices.togglePopups();
  rig.notices.toggleSound();
  rig.now = 10_000;
  rig.alert('one');
  rig.look();
  for (let k = 0; k < 6; k++) rig.alert(`more \u001B[31m${k}`);
  rig.look();
  expect(rig.shown).toEqual(['BTC/USDT one']);
  rig.now = 20_000;
  rig.look();
  expect(rig.shown[1]).toBe('BTC/USDT more 0\nBTC/USDT more 1\nBTC/USDT more 2\nBTC/USDT more 3\nand 2 more');
  expect(rig.bells).toBe(3);
}, 60_000);

it('stays silent where nothing is on, says why popups cannot be, and turns them off where they fail', async () => {
  const base = await demoSnapshot();
  const quiet = rigOf(base, { fault: 'there is no session bus' });
  quiet.notices.togglePopups();
  quiet.now = 10_000;
  quiet.alert('one');
  quiet.look();
  expect([quiet.shown, quiet.bells, quiet.said]).toEqual([[], 0, ['there is no session bus']]);
  const failing = rigOf(base, { fails: true });
  failing.notices.togglePopups();
  failing.now = 10_000;
  failing.alert('one');
  failing.look();
  await expect.poll(() => failing.said.at(-1)).toBe('notices are off: no daemon answers');
  expect(failing.notices.hasPopups).toBe(false);
}, 60_000);
