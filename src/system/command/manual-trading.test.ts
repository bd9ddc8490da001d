import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../test/support/source.ts';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { parseCommand } from '../../command/index.ts';
import { loadProfile } from '../../config/load.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import { runPaper } from '../paper/paper.ts';
import type { SessionDoor } from '../door/session-door.ts';
import { verifySession } from '../again/verify.ts';

const set = ['data.synthetic.speed=5000', 'limits.maxOpenTrades=20', 'limits.maxOpenTradesPerMarket=9'];

/** Plays the demo until `act` says that it is done; it is asked again after every line. */
async function play(
  act: (door: SessionDoor, say: (line: string) => string) => boolean,
  terms: readonly string[] = [],
): Promise<Snapshot> {
  const folder = makeWorkspace({});
  const loaded = await loadProfile('demo', { workspace: root, set: [...set, ...terms], env: {}, cwd: root });
  const stop = new AbortController();
  const plan = { profile: loaded.profile, strategies: loaded.strategies };
  let door: SessionDoor | undefined;
  let last: Snapshot | undefined;
  const say = (line: string): string => {
    const command = parseCommand(line);
    return typeof command === 'string' ? command : door!.send(command, 'test').message;
  };
  let isActing = false;
  await runPaper({
    ...plan,
    stop: stop.signal,
    sessions: join(folder, 'sessions'),
    onReady: (each) => {
      door = each;
    },
    onLine: () => {
      if (door === undefined || isActing || stop.signal.aborted) return;
      isActing = true;
      if (act(door, say)) {
        last = door.look();
        stop.abort();
      }
      isActing = false;
    },
  });
  // Throws where it is not done again alike.
  verifySession(join(folder, 'sessions'), plan);
  return last!;
}

const byHand = (door: SessionDoor): Snapshot['trades'] =>
  door.look().trades.filter(({ strategy }) => strategy === 'manual');

describe('a trade by hand', () => {
  it('opens with its protections, is closed in part, and is done again alike when the session is verified', async () => {
    let step = 0;
    const replies: string[] = [];
    const end = await play((door, say) => {
      const [trade] = byHand(door);
      if (step === 0) {
        step = 1;
        replies.push(say('long SOL 20 stop 30% target 40%'));
      } else if (step === 1 && trade?.state === 'open') {
        expect(trade).toMatchObject({ quantity: 20, direction: 'long', instrument: 'demo:SOL/USDT', label: 'manual' });
        expect(trade.stop / trade.entryPrice).toBeCloseTo(0.7, 3);
        expect(trade.target / trade.entryPrice).toBeCloseTo(1.4, 3);
        replies.push(say(`stop-loss ${trade.id} 20%`), say(`close ${trade.id} 25%`));
        step = 2;
      } else if (step === 2 && trade?.quantity === 15) {
        expect(trade.stop / trade.entryPrice).toBeCloseTo(0.8, 3);
        replies.push(say(`close ${trade.id}`));
        step = 3;
      }
      return step === 3 && trade === undefined;
    });
    expect(replies.map((reply) => reply.replaceAll(/\w+-\d+/g, 'ID'))).toEqual([
      'long demo:SOL/USDT asked for',
      'stop of ID told to move',
      '1 trade told to close',
      '1 trade told to close',
    ]);
    const over = end.logs.history.items.filter(({ strategy }) => strategy === 'manual');
    expect(over.map(({ quantity, reason }) => [quantity, reason])).toEqual([
      [5, 'user'],
      [15, 'user'],
    ]);
    expect(end.performance.find(({ strategy }) => strategy === 'manual')).toMatchObject({ closed: 2 });
  }, 60_000);

  it('is let go of and taken over again, its stop follows and stays, all done again alike', async () => {
    let step = 0;
    const replies: string[] = [];
    const end = await play((door, say) => {
      const [trade] = byHand(door);
      if (step === 0) {
        step = 1;
        replies.push(say('quantity SOL 12'), say('long SOL stop 30% target 40%'));
      } else if (step === 1 && trade?.state === 'open') {
        expect(trade.quantity).toBe(12);
        replies.push(say(`trailing ${trade.id} 20%`));
        step = 2;
      } else if (step === 2 && trade?.isTrailing === true) {
        expect(trade.stop / trade.mark).toBeCloseTo(0.8, 2);
        replies.push(say(`trailing ${trade.id} none`), say(`clean ${trade.id}`));
        step = 3;
      } else if (step === 3 && trade === undefined) {
        const sol = door.look().markets.find(({ id }) => id === 'demo:SOL/USDT')!;
        expect(sol).toMatchObject({ unowned: 12, fixedQuantity: 12 });
        expect(say('recheck')).toMatch(/all as the venue has them; 12(\.00)? SOL held are no trade's/);
        expect(door.preview({ kind: 'assign', instrument: 'SOL' })?.title).toMatch(/long 12/);
        replies.push(say('assign SOL 20'), say('assign SOL 12 at 100 stop 30%'), say('assign SOL'));
        step = 4;
      } else if (step === 4 && trade !== undefined) {
        expect(trade).toMatchObject({ state: 'open', direction: 'long', entryPrice: 100, quantity: 12, stop: 70 });
        replies.push(say('recheck'), say('leverage 4'), say('leverage 0.1'), say('quantity SOL profile'));
        replies.push(say(`close ${trade.id}`));
        step = 5;
      }
      return step === 5 && trade === undefined;
    });
    const plain = replies.map((reply) =>
      reply.replaceAll(/\w{5,}-\d+/g, 'ID').replaceAll(/\d+ (?=orders?\b|positions?\b)/g, 'N '),
    );
    expect(plain).toEqual([
      'entries on demo:SOL/USDT that say no quantity have 12',
      'long demo:SOL/USDT asked for',
      'operation o1 added to trade ID',
      expect.stringMatching(/^stop of ID stays at \d+/),
      'trade ID is let go of: long 12 SOL stays held, and nothing protects it',
      "not assigned: expected at most what is nobody's, long 12 SOL, came 20",
      'long 12 SOL is trade ID now',
      "not assigned: all that is held on demo:SOL/USDT is some trade's: there is nothing to assign",
      expect.stringMatching(/^N orders? and N positions?, all as the venue has them$/),
      'leverage of paper is 4×',
      expect.stringContaining('expected a number from 1 to 200'),
      'entries on demo:SOL/USDT are sized as the profile says',
      '1 trade told to close',
    ]);
    expect(end.accounts[0]?.leverage).toBe(4);
  }, 60_000);

  it('is foreseen with quantity, cost and risk, which change nothing', async () => {
    await play((door) => {
      const before = door.look();
      const foreseen = door.preview({
        kind: 'enter',
        instrument: 'BTC',
        direction: 'long',
        type: 'limit',
        price: 50_000,
        quantity: 0.03,
        stop: { percent: 2 },
      });
      expect(foreseen?.title).toBe('Buy 0.03 BTC (demo:BTC/USDT)');
      expect(Object.fromEntries(foreseen!.lines)).toMatchObject({
        Price: '50000 limit',
        Value: '1500.00 USDT',
        Stop: '49000',
        Cost: expect.stringMatching(/^500\.00 USDT, \d\.\d% of equity, at 3× leverage$/),
        Risk: expect.stringMatching(/^31\.50 USDT, /),
      });
      expect(door.look().session.events).toBe(before.session.events);
      return true;
    });
  }, 60_000);

  it('is foreseen with the stop and the targets that the profile gives it, and sized by that stop', async () => {
    const entry = { type: 'market', instrument: 'BTC', direction: 'long', kind: 'enter' } as const;
    const defaults = ['trade.stop=2%', 'trade.target=10%', 'sizing.mode=risk', 'sizing.value=0.5'];
    let foreseen: Readonly<Record<string, string>> = {};
    const end = await play((door, say) => {
      const [trade] = byHand(door);
      if (Object.keys(foreseen).length === 0) {
        foreseen = Object.fromEntries(door.preview(entry)!.lines);
        say('long BTC');
      }
      return trade?.state === 'open';
    }, defaults);
    const trade = end.trades.find(({ strategy }) => strategy === 'manual')!;
    expect(foreseen['Quantity']).toBe(`${trade.quantity} as the profile sizes`);
    expect(Number(foreseen['Stop']) / trade.entryPrice).toBeCloseTo(0.98, 2);
    expect(Number(foreseen['Target']) / trade.entryPrice).toBeCloseTo(1.1, 2);
    expect(foreseen['Risk']).not.toContain('all of the value');
  }, 60_000);

  it('is refused in words where it cannot be', async () => {
    await play((door, say) => {
      expect(say('long XYZ')).toBe('no market XYZ: expected one of demo:BTC/USDT, demo:ETH/USDT, demo:SOL/USDT');
      expect(say('breakeven nobody-1')).toBe('no trade nobody-1');
      expect(say('long BTC 0.03 stop 70000')).toBe('refused: stop-on-wrong-side');
      expect(
        door.preview({ kind: 'enter', instrument: 'BTC', direction: 'long', type: 'market', quantity: 10 })?.refusal,
      ).toBe('insufficient funds');
      return door.look().session.events > 0;
    });
  }, 60_000);
});

describe('an answer', () => {
  it('names a strategy once, with the number of its markets', async () => {
    const replies: string[] = [];
    await play((_door, say) => {
      replies.push(say('pause ema-cross'), say('play'));
      return true;
    });
    expect(replies).toEqual([
      'paused: ema-cross on 3 markets',
      'playing: ema-cross on 3 markets, rsi-reversion on 2 markets',
    ]);
  });
});
