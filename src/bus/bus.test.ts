import { describe, expect, it } from 'vitest';
import type { SiisEvent } from '../market/event.ts';
import { Bus } from './bus.ts';

function status(message: string): SiisEvent {
  return { kind: 'status', time: 0, level: 'info', source: 'test', message };
}

function command(trade: string): SiisEvent {
  return { kind: 'command', time: 0, command: { kind: 'close', trade, instrument: undefined } } as SiisEvent;
}

function nameOf(event: SiisEvent): string {
  return event.kind === 'status' ? event.message : event.kind;
}

describe('bus', () => {
  it('delivers events in the order they were published, numbered from 1', () => {
    const bus = new Bus();
    const seen: [string, number][] = [];
    bus.on('status', (event, sequence) => seen.push([event.message, sequence]));
    for (const message of ['a', 'b', 'c']) bus.publish(status(message));
    expect(seen).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(bus.sequence).toBe(3);
  });

  it('goes on counting where a session stopped', () => {
    const bus = new Bus(41);
    bus.publish(status('a'));
    expect(bus.sequence).toBe(41);
  });

  it('completes an event before the one that was published during it', () => {
    const bus = new Bus();
    const seen: string[] = [];
    bus.on('status', ({ message }) => {
      seen.push(`first ${message}`);
      if (message === 'a') {
        bus.publish(status('b'));
        bus.publish(status('c'));
        seen.push('published');
      }
    });
    bus.on('status', ({ message }) => seen.push(`second ${message}`));
    bus.publish(status('a'));
    expect(seen).toEqual(['first a', 'published', 'second a', 'first b', 'second b', 'first c', 'second c']);
  });

  it('has run dry when a publish from outside returns, and can be used again', () => {
    const bus = new Bus();
    let depth = 0;
    bus.on('status', ({ message }) => {
      depth++;
      if (message.length < 5) bus.publish(status(`${message}x`));
    });
    bus.publish(status('x'));
    expect(depth).toBe(5);
    bus.publish(status('xxxx'));
    expect(depth).toBe(7);
  });

  it('tells handlers only of their kind, in the order they subscribed, and taps of everything after them', () => {
    const bus = new Bus();
    const seen: string[] = [];
    bus.tap((event, sequence) => seen.push(`tap ${event.kind} ${sequence}`));
    bus.on('status', () => seen.push('one'));
    bus.on('command', () => seen.push('command'));
    bus.on('status', () => seen.push('two'));
    bus.publish(status('a'));
    bus.publish(command('t'));
    expect(seen).toEqual(['one', 'two', 'tap status 1', 'command', 'tap command 2']);
  });

  it('stops for good when a handler throws: what waits is not delivered, and nobody can go on unaware', () => {
    const bus = new Bus();
    const seen: string[] = [];
    bus.on('status', ({ message }) => {
      if (message === 'a') {
        bus.publish(status('b'));
        throw new Error('no disk');
      }
    });
    bus.tap((event) => seen.push(nameOf(event)));
    expect(() => bus.publish(status('a'))).toThrow('no disk');
    expect(() => bus.publish(status('c'))).toThrow('the bus stopped at event 1: no disk');
    expect(seen).toEqual([]);
    expect(bus.sequence).toBe(1);
  });

  it('refuses handlers that feed each other without end', () => {
    const bus = new Bus();
    bus.on('status', () => {
      for (let k = 0; k < 100_000; k++) bus.publish(status('more'));
    });
    expect(() => bus.publish(status('a'))).toThrow('the bus is full');
  });
});
