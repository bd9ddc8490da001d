import { expect, it } from 'vitest';
import { desktopFault } from './desktop.ts';

it.each([
  [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/x' }, 'linux', undefined],
  [{ XDG_RUNTIME_DIR: '/nowhere' }, 'linux', 'no desktop to show notices on'],
  [{ XDG_RUNTIME_DIR: '/nowhere' }, 'darwin', undefined],
  [{}, 'win32', undefined],
] as const)('a desktop with %j on %s has the fault %s', (env, platform, fault) => {
  const found = desktopFault(env, platform);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(fault);
});
