import { beforeAll, describe, expect, it } from 'vitest';
import { demoSnapshot, TerminalRig } from '../../test/support/terminal-rig.ts';
import { confirmationOf } from '../command/confirmation.ts';
import { parseCommand } from '../command/index.ts';
import { Random } from '../util/random.ts';
import type { Snapshot } from '../view/snapshot.ts';
import { pages } from './pages.ts';

let snapshot: Snapshot;
beforeAll(async () => {
  snapshot = await demoSnapshot();
}, 60_000);

const preview = { title: 'Buy 0.1 BTC', lines: [['Risk', '12.00 USDT']], refusal: undefined } as const;

describe.each([
  [80, 24],
  [200, 60],
  [40, 10],
])('at %i×%i', (width, height) => {
  it.each(pages)('shows the page $title by its letter, in an emulator as it was drawn', async ({ key, id }) => {
    const rig = new TerminalRig(snapshot, { width, height });
    await rig.screen();
    await rig.press('T', key);
    expect(rig.app.page.id).toBe(id);
    const shown = await rig.screen();
    expect(shown[0]).toContain('siis');
    expect(shown.join('\n')).toBe(
      rig
        .draw()
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n'),
    );
    expect(shown.slice(2, -2).join('').trim()).not.toBe('');
  });
});

describe('the terminal', () => {
  it('says that it waits while nothing is known, on every page', () => {
    const rig = new TerminalRig(undefined);
    for (const { key } of pages) {
      rig.key(key);
      expect(rig.draw()).toContain('waiting for the session');
    }
  });

  it.each(['none', '16', '256'] as const)('shows the same words with %s colours', async (depth) => {
    const rig = new TerminalRig(snapshot, { depth });
    expect((await rig.screen()).join('\n')).toContain('BTC/USDT');
  });

  it('explains the page at hand, and goes back', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press('F', '?');
    expect(rig.draw()).toContain('Trades: help');
    await rig.press('escape');
    expect(rig.draw()).not.toContain('Trades: help');
  });

  it('shows only rows with the words of the filter, and all again after Esc', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press('T', '/', "'ETH'");
    expect(rig.draw()).toContain('1 of 3 tickers');
    await rig.press('enter');
    expect(rig.draw().split('\n').slice(3, -2).join('')).not.toContain('BTC/USDT');
    await rig.press('escape');
    expect(rig.draw()).toContain('BTC/USDT');
  });

  it('asks before it is left, and is left at once by Ctrl-C', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press('q');
    expect(rig.draw()).toContain('Leave?');
    await rig.press('escape');
    expect(rig.hasLeft).toBe(false);
    await rig.press('q', 'enter');
    expect(rig.hasLeft).toBe(true);
    const other = new TerminalRig(snapshot);
    await other.press(':', "'long BTC'", 'C-c');
    expect(other.hasLeft).toBe(true);
  });

  it('sorts by the column whose head is clicked, and by the other end when it is clicked again', () => {
    const rig = new TerminalRig(snapshot, { width: 200, height: 60 });
    rig.key('T');
    const head = rig.draw().split('\n')[2]!;
    const click = (): void => rig.controller.mouse({ kind: 'click', x: head.indexOf('Day'), y: 2 });
    click();
    expect(rig.draw()).toContain('Day▼');
    click();
    expect(rig.draw()).toContain('Day▲');
  });

  it('writes the rows of a page into a file, without formulas', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press('T', ':', "'export csv out.csv'", 'enter');
    const [[name, text] = ['', '']] = rig.written;
    expect(name).toBe('out.csv');
    expect(text.split('\n')[0]).toBe('market,last,change,spark,bid,ask,spread,high,low,volume,venue');
    expect(text.split('\n')).toHaveLength(5);
    expect(text).not.toMatch(/(?:^|,)[=+@]/m);
  });
});

describe('an order', () => {
  it('shows what it comes to, and is sent by Enter only then', async () => {
    const rig = new TerminalRig(snapshot, { preview: () => preview });
    await rig.press(':', "'long BTC 0.1 stop 1%'");
    expect(rig.draw()).toContain('Risk 12.00 USDT');
    await rig.press('enter');
    expect(rig.draw()).toContain('Send this?');
    expect(rig.sent).toEqual([]);
    await rig.press('enter');
    expect(rig.sent).toEqual([
      { kind: 'enter', instrument: 'BTC', direction: 'long', type: 'market', quantity: 0.1, stop: { percent: 1 } },
    ]);
    expect(rig.draw()).toContain('enter done');
  });

  it('is not sent after Esc, nor where it would be refused', async () => {
    const rig = new TerminalRig(snapshot, { preview: () => ({ ...preview, refusal: 'insufficient funds' }) });
    await rig.press(':', "'long BTC'", 'enter', 'escape', ':', "'long BTC'", 'enter');
    expect(rig.draw()).toContain('It would be refused: insufficient funds');
    await rig.press('enter', 'enter');
    expect(rig.sent).toEqual([]);
  });

  it('that concerns everything needs the name of the account', async () => {
    const rig = new TerminalRig(snapshot, { preview: () => preview });
    await rig.press(':', "'close all'", 'enter', 'enter', "'pap'", 'enter');
    expect(rig.sent).toEqual([]);
    expect(rig.draw()).toContain('type paper to confirm');
    await rig.press("'er'", 'enter');
    expect(rig.sent).toEqual([{ kind: 'close', trade: undefined, instrument: undefined }]);
  });

  it('that is wrong is marked, and can be mended', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press(':', "'long BTC stop x'", 'enter');
    expect(rig.commander.fault).toMatchObject({ from: 14, to: 15 });
    expect(rig.draw()).toContain("came 'x'");
    await rig.press('backspace', "'1%'", 'enter', 'enter');
    expect(rig.sent).toHaveLength(1);
  });

  it('cannot be sent by a paste, whatever is in it', async () => {
    const rig = new TerminalRig(snapshot, { preview: () => preview });
    rig.controller.paste(':long BTC\r\r\n');
    await rig.press(':');
    rig.controller.paste('long BTC 0.1\r\n\u001B[201~\renter\r');
    await rig.press('escape', ':', "'long BTC'", 'enter');
    rig.controller.paste('\r\r');
    expect(rig.sent).toEqual([]);
  });

  it('has each of its words completed by Tab', async () => {
    const rig = new TerminalRig(snapshot);
    await rig.press(':', "'lon'", 'tab', "'eth'", 'tab', "'0.5 ta'", 'tab');
    expect(rig.app.prompt.text).toBe('long demo:ETH/USDT 0.5 target ');
  });
});

it('survives any keys, clicks and pastes, and sends nothing that was not confirmed', async () => {
  const names = [
    'enter',
    'escape',
    'tab',
    'S-tab',
    'up',
    'down',
    'left',
    'right',
    'space',
    'backspace',
    'pageup',
    'home',
  ];
  const typed = [
    ...Array.from({ length: 94 }, (_, k) => String.fromCodePoint(33 + k)).filter((key) => key !== "'"),
    ...Array.from({ length: 12 }, (_, k) => `f${k + 1}`),
    "'alias F5 close-all'",
    "'trailing x 1%'",
    "'kill'",
    'C-k',
    "'long BTC 0.1'",
    "'close all'",
    "'paper'",
  ];
  const random = Random.derive('keys', 'terminal');
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!;
  let count = 0;
  for (let round = 0; round < 20; round++) {
    const rig = new TerminalRig(snapshot, { width: 60 + round * 7, height: 12 + round * 2, preview: () => preview });
    for (let k = 0; k < 500; k++) {
      const before = rig.sent.length;
      const dialog = rig.commander.dialog;
      const isAsked = rig.app.mode === 'confirm' && dialog !== undefined;
      const name = random.next() < 0.4 ? pick(names) : pick(typed);
      if (random.next() < 0.05) rig.controller.paste(`${pick(typed)}\r\n`);
      if (random.next() < 0.05) rig.controller.mouse({ kind: pick(['click', 'up', 'down']), x: k % 80, y: k % 30 });
      await rig.press(name);
      if (k % 10 === 0) rig.draw();
      const sent = rig.sent.slice(before).filter((command) => confirmationOf(command) !== undefined);
      if (sent.length > 0) expect([isAsked, name, sent]).toEqual([true, 'enter', [parseCommand(dialog?.line ?? '')]]);
      count += sent.length;
    }
  }
  expect(count).toBeGreaterThan(0);
}, 60_000);
