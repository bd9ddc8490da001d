import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Shows a notice beside whatever else a person looks at. @throws Error where it could not be shown */
export type ShowNotice = (title: string, text: string) => Promise<void>;

/** Why no notice can be shown on this desktop, in a sentence; `undefined` where one can, as far as that is known. */
export function desktopFault(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32' || platform === 'darwin') return undefined;
  const runtime = env['XDG_RUNTIME_DIR'] ?? join('/run/user', String(userInfo().uid));
  if (env['DBUS_SESSION_BUS_ADDRESS'] !== undefined || existsSync(join(runtime, 'bus'))) return undefined;
  return 'no desktop to show notices on: there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)';
}

/** The desktop's own notices. The package behind them is loaded with the first. */
export const showOnDesktop: ShowNotice = async (title, text) => {
  const { default: notifier } = await import('node-notifier');
  await new Promise<void>((done, failed) => {
    notifier.notify({ title, message: text, wait: false }, (error) => {
      if (error === null) done();
      else failed(error);
    });
  });
};
