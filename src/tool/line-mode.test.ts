import { describe, expect, it } from 'vitest';
import type { SessionLine } from '../system/observer/session-line.ts';
import { formatLine } from './line-mode.ts';

const time = Date.UTC(2026, 0, 1, 0, 3);
const base = { time, sequence: 1, instrument: 'demo:BTC/USDT' };

describe('formatLine', () => {
  it.each<[SessionLine, string]>([
    [
      { ...base, type: 'signal', action: 'enter', direction: 'long', price: 60000.5, why: 'crossed' },
      '2026-01-01 00:03:00 signal demo:BTC/USDT    enter long at 60000.5 (crossed)',
    ],
    [
      { ...base, type: 'order', state: 'open', side: 'sell', quantity: '0.1', orderType: 'stop', price: '59000' },
      '2026-01-01 00:03:00 order  demo:BTC/USDT    open sell 0.1 stop at 59000',
    ],
    [
      { ...base, type: 'order', state: 'denied', side: 'buy', quantity: '0', orderType: 'market', reason: 'no funds' },
      '2026-01-01 00:03:00 order  demo:BTC/USDT    denied buy 0 market (no funds)',
    ],
    [
      { ...base, type: 'fill', side: 'buy', quantity: '0.1', price: '60000', fee: '3' },
      '2026-01-01 00:03:00 fill   demo:BTC/USDT    buy 0.1 at 60000 fee 3',
    ],
    [
      {
        ...base,
        type: 'trade',
        state: 'closed',
        direction: 'long',
        quantity: '0.1',
        price: '61000',
        profit: '97',
        exitReason: 'target',
      },
      '2026-01-01 00:03:00 trade  demo:BTC/USDT    closed long 0.1 at 61000 profit +97 (target)',
    ],
    [
      {
        ...base,
        type: 'trade',
        state: 'closed',
        direction: 'long',
        quantity: '0.1',
        price: '59000',
        profit: '-103',
        exitReason: 'stop',
      },
      '2026-01-01 00:03:00 trade  demo:BTC/USDT    closed long 0.1 at 59000 profit -103 (stop)',
    ],
    [{ type: 'status', time, sequence: 2, message: 'running' }, '2026-01-01 00:03:00 status running'],
    [
      { ...base, type: 'alert', level: 'warn', message: 'refused: limit' },
      '2026-01-01 00:03:00 alert  demo:BTC/USDT    refused: limit',
    ],
  ])('says %j in a line', (line, text) => {
    expect(formatLine(line, { colour: false })).toBe(text);
  });

  it('colours profit and loss apart', () => {
    const trade = (profit: string): string =>
      formatLine({ ...base, type: 'trade', state: 'closed', profit }, { colour: true });
    expect(trade('5')).toContain('\u001B[32mtrade');
    expect(trade('-5')).toContain('\u001B[31mtrade');
  });
});
