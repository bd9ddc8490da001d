import { beforeAll, describe, expect, it } from 'vitest';
import { demoSnapshot, TerminalRig } from '../../test/support/terminal-rig.ts';
import type { ReplayControl, ReplayState } from '../system/door/face-door.ts';
import type { Snapshot } from '../view/snapshot.ts';

let snapshot: Snapshot;
beforeAll(async () => {
  snapshot = await demoSnapshot();
}, 60_000);

const big = { width: 200, height: 60 };

describe('help of a command', () => {
  it('is shown by :help and its name, with examples and short names', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press(':', "'help close'", 'enter');
    expect(rig.draw()).toContain('Help: close');
    expect(rig.draw()).toContain('close 12d916o-3 50%');
    expect(rig.draw()).toContain('Short: c');
    await rig.press('escape');
    expect(rig.draw()).not.toContain('Help: close');
  });

  it('is there while it is typed, and says where there is no such command', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press(':', "'trailing '");
    expect(rig.draw()).toContain('trailing TRADE PART% [after PART%] | none');
    await rig.press('escape', ':', "'help nonsense'", 'enter');
    expect(rig.draw()).toContain('there is no command nonsense');
  });
});

describe('an alias', () => {
  it('stands for a command line, on a key too, and is remembered', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press(':', "'alias F5 long BTC 0.1'", 'enter', ':', "'alias bb long ETH'", 'enter');
    await rig.press('f5');
    expect(rig.draw()).toContain('Send this?');
    await rig.press('enter', ':', "'bb 2 stop 1%'", 'enter', 'enter');
    expect(rig.sent).toMatchObject([
      { instrument: 'BTC', quantity: 0.1 },
      { instrument: 'ETH', quantity: 2, stop: { percent: 1 } },
    ]);
    expect(rig.app.settings.aliases).toEqual({ f5: 'long BTC 0.1', bb: 'long ETH' });
    await rig.press(':', "'unalias bb'", 'enter', ':', "'alias'", 'enter');
    expect(rig.draw()).toMatch(/F5 +long BTC 0.1/);
    expect(rig.app.aliases.has('bb')).toBe(false);
  });

  it('takes no name of a command, and asks for what it confirms', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press(':', "'alias close kill'", 'enter');
    expect(rig.draw()).toContain('close is a command already');
    await rig.press('escape', ':', "'alias F9 close-all'", 'enter', 'f9', 'enter', 'enter');
    expect(rig.sent).toEqual([]);
    expect(rig.draw()).toContain('type paper to confirm');
  });
});

describe('a table', () => {
  it('shows the columns that are chosen, also where there is little room, and remembers them', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press('F');
    const head = (): string => rig.draw().split('\n')[2]!;
    expect(head()).not.toContain('Fees');
    await rig.press(':', "'columns fees'", 'enter');
    expect(head()).toContain('Fees');
    await rig.press('x');
    expect(rig.draw()).toContain('Trades: columns');
    await rig.press('down', 'space', 'escape');
    expect(head()).not.toContain('Dir');
    expect(rig.app.settings).toMatchObject({ hidden: { trades: ['direction'] }, pinned: { trades: ['fees'] } });
    await rig.press('x', 'a', 'escape');
    expect(head()).toContain('Dir');
  });

  it('puts rows together under a heading with their sum, which Enter folds', async () => {
    const rig = new TerminalRig(snapshot, big);
    await rig.press('S', ',');
    const [, heading = ''] = rig.draw().split('\n').slice(2);
    expect(heading).toMatch(/▾ [\w-]+ \(\d+\) +[+-]\d/);
    const before = rig.draw();
    await rig.press('g', 'enter');
    expect(rig.draw()).toContain('▸');
    expect(rig.draw()).not.toBe(before);
    expect(rig.app.settings.groups).toEqual({ history: 'strategy' });
  });

  it('shows the stop of a trade as a price, a part of it, or ticks away', async () => {
    const rig = new TerminalRig(snapshot, big);
    await rig.press('F');
    const stop = (): string => {
      const table = rig.app.open(rig.app.view!)!;
      return table.rows.map((row) => row.cell(6).text).find((text) => text !== '·')!;
    };
    expect(stop()).toMatch(/^[\d ]+\.\d+↗?$/);
    rig.key('%');
    expect(stop()).toMatch(/^[+-]\d+\.\d+%/);
    rig.key('*');
    expect(stop()).toMatch(/^[+-][\d ]+p/);
  });
});

describe('what is at hand', () => {
  it('is explained by w, or said to be unknown', async () => {
    const asked: (string | undefined)[] = [];
    const rig = new TerminalRig(snapshot, {
      explain: async (what) => {
        asked.push(what);
        return 'signal\n  it crossed';
      },
    });
    await rig.press('F', 'w');
    expect(asked).toEqual([snapshot.trades[0]?.id]);
    expect(rig.draw()).toContain('it crossed');
    const without = new TerminalRig(snapshot);
    await without.press('F', 'w');
    expect(without.draw()).toContain('keeps no record');
  });

  it('opens as a page of its own where it is a strategy, and steps to the next', async () => {
    const rig = new TerminalRig(snapshot, big);
    await rig.press('Z', 'enter');
    expect(rig.app.page.id).toBe('trader');
    const [first, second] = snapshot.traders;
    expect(rig.draw()).toContain(first!.strategy);
    await rig.press(']');
    expect(rig.app.trader).toBe(second!.id);
    await rig.press('q');
    expect(rig.app.page.id).toBe('traders');
  });

  it('is removed by d and begun by +, after it was confirmed', async () => {
    const region = { id: 'r7', instrument: 'demo:BTC/USDT', strategy: '', kind: 'range', stage: 'both' } as const;
    const more = { direction: 'both', label: '', origin: 'command', from: 0, until: Infinity, cancel: NaN } as const;
    const edges = { lowA: 1, highA: 1e6, lowB: 1, highB: 1e6, low: 1, high: 1e6 };
    const rig = new TerminalRig({ ...snapshot, regions: [{ ...region, ...more, ...edges }] });
    await rig.press('R');
    expect(rig.draw()).toContain('● inside');
    await rig.press('d', 'enter');
    expect(rig.sent).toEqual([{ kind: 'remove-region', id: 'r7' }]);
    await rig.press('+');
    expect(rig.app.prompt.text).toBe('range-region demo:BTC/USDT ');
    await rig.press('escape', 'V');
    expect(rig.draw()).toContain('r7');
  });
});

it('rings the bell where a wants it, and says where n cannot show anything', async () => {
  const rig = new TerminalRig(snapshot);
  await rig.press('a', 'n');
  expect(rig.bells).toBe(1);
  expect(rig.draw()).toContain('no desktop here');
  expect(rig.app.settings).toMatchObject({ sound: true, popups: false });
});

describe('a replay', () => {
  const hour = 3_600_000;
  const day = Date.UTC(2026, 2, 1);

  function rigOf(state: Partial<ReplayState> = {}): { rig: TerminalRig; told: unknown[] } {
    const told: unknown[] = [];
    const replay: ReplayControl = {
      state: {
        time: day + hour,
        start: day,
        end: day + 2 * hour,
        isPlaying: false,
        speed: 60,
        isBusy: false,
        fault: undefined,
        ...state,
      },
      toggle: () => told.push('toggle'),
      forward: (what, count) => told.push(['forward', what, count]),
      back: (what) => told.push(['back', what]),
      goTo: (time) => told.push(['goTo', time - day]),
      setSpeed: (speed) => told.push(['speed', speed]),
    };
    return { rig: new TerminalRig(snapshot, { ...big, replay }), told };
  }

  it('is played and stepped by keys, forth and back', async () => {
    const { rig, told } = rigOf();
    await rig.press('space', '1', '2', '3', '4', '6', '9', '+', '-', '0');
    expect(told).toEqual([
      'toggle',
      ['forward', 'bar', 1],
      ['forward', 'signal', 1],
      ['forward', 'order', 1],
      ['forward', 'trade', 1],
      ['back', 'bar'],
      ['back', 'trade'],
      ['speed', 120],
      ['speed', 30],
      ['goTo', 0],
    ]);
    expect(rig.draw()).toMatch(/❚❚ 2026-03-01 01:00:00 ━+●━+ +03-01 02:00:00 {2}×60/);
    expect(rig.draw()).toContain('play/pause');
    expect(rigOf({ fault: 'it differs' }).rig.draw()).toContain('✖ it differs');
  });

  it('goes where commands send it, and says what it cannot read', async () => {
    const { rig, told } = rigOf();
    for (const line of [
      'goto 01:30',
      'goto 2026-03-01T00:15',
      'goto end',
      'step trade 3',
      'back 15m',
      'back order',
      'speed 500',
    ])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await rig.press(':', `'${line}'`, 'enter');
    expect(told).toEqual([
      ['goTo', 1.5 * hour],
      ['goTo', 0.25 * hour],
      ['goTo', 2 * hour],
      ['forward', 'trade', 3],
      ['goTo', 0.75 * hour],
      ['back', 'order'],
      ['speed', 500],
    ]);
    await rig.press(':', "'goto soon'", 'enter');
    expect(rig.draw()).toContain("came 'soon'");
    const other = new TerminalRig(snapshot);
    await other.press(':', "'step bar'", 'enter');
    expect(other.commander.fault?.message).toContain('this is no replay');
  });

  it('offers no trading', async () => {
    const { rig } = rigOf();
    await rig.press('F', 'b');
    expect(rig.app.mode).toBe('browse');
    await rig.press('c');
    expect(rig.app.mode).toBe('browse');
    expect(rig.draw().split('\n').at(-1)).not.toContain('buy');
  });
});
