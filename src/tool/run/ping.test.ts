import { expect, it } from 'vitest';
import { topText } from './ping.ts';

it('shows what waits, what is late and why, in a table', () => {
  const text = topText({
    threads: [
      { name: 'session', state: 'answers', millis: 3.2, cause: null, heap: 40, buffers: 0, queue: 0, room: 0 },
      {
        name: 'worker 1',
        state: 'late',
        millis: 1000,
        cause: 'strategy',
        heap: 18,
        buffers: 9,
        queue: 70,
        room: 131_072,
      },
    ],
    time: Date.UTC(2026, 0, 1),
    lag: 1500,
    eventsPerSecond: 488,
    ticksPerSecond: 45_720,
    openTrades: 3,
    loopDelay: 2.4,
    memory: 239,
  });
  expect(text.split('\n')).toEqual([
    'market time 2026-01-01T00:00:00.000Z, 1.5 s behind',
    '488 events/s, 45720 ticks/s, 3 open trades, memory 239 MB, event loop 2.4 ms late (p99)',
    'thread                answer         heap MB      buffers MB           queue',
    'session               3.2 ms              40               0               -',
    'worker 1      late: strategy              18               9       70/131072',
  ]);
});
