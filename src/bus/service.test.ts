import { describe, expect, it } from 'vitest';
import { type Service, ServiceHost } from './service.ts';

function recorded(log: string[], name: string, fault?: 'start' | 'stop'): Service {
  const act = (what: 'start' | 'stop'): void => {
    log.push(`${what} ${name}`);
    if (fault === what) throw new Error(`${name} cannot ${what}`);
  };
  return { name, start: () => act('start'), stop: () => act('stop') };
}

function hostOf(services: readonly Service[], log: string[]): ServiceHost {
  const host = new ServiceHost((name, state) => log.push(`${name} is ${state}`));
  for (const service of services) host.add(service);
  return host;
}

describe('ServiceHost', () => {
  it('starts in order and stops in reverse', async () => {
    const log: string[] = [];
    const host = hostOf([recorded(log, 'a'), recorded(log, 'b')], log);
    await host.start();
    await host.stop();
    expect(log.filter((line) => line.startsWith('st'))).toEqual(['start a', 'start b', 'stop b', 'stop a']);
    expect(host.states).toEqual([
      ['a', 'stopped'],
      ['b', 'stopped'],
    ]);
  });

  it('takes those before it down when one fails to start', async () => {
    const log: string[] = [];
    const host = hostOf([recorded(log, 'a'), recorded(log, 'b', 'start'), recorded(log, 'c')], log);
    await expect(host.start()).rejects.toThrow('b cannot start');
    expect(log.filter((line) => line.startsWith('st'))).toEqual(['start a', 'start b', 'stop a']);
    expect(host.states).toEqual([
      ['a', 'stopped'],
      ['b', 'failed'],
      ['c', 'stopped'],
    ]);
  });

  it('asks all to stop, also when one of them cannot', async () => {
    const log: string[] = [];
    const host = hostOf([recorded(log, 'a'), recorded(log, 'b', 'stop')], log);
    await host.start();
    await expect(host.stop()).rejects.toThrow('could not stop cleanly: b: b cannot stop');
    expect(host.states).toEqual([
      ['a', 'stopped'],
      ['b', 'failed'],
    ]);
  });
});
