import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FaceDoor, FaceOptions } from '../system/door/face-door.ts';
import { openScreen } from './blessed-screen.ts';
import { runTerminal } from './run.ts';
import { readSettings, writeSettings } from './settings-file.ts';

/** Shows a session in the terminal of the process until the person leaves, or it is stopped. */
export async function showTerminal(door: FaceDoor, { settings, stop, warnings, explain }: FaceOptions): Promise<void> {
  const parts = { door, settings: readSettings(settings), write: writeExport, warnings, explain };
  const app = await runTerminal(openScreen(), parts, stop);
  writeSettings(settings, app.settings);
}

/** Never over a file that is there. */
function writeExport(name: string, text: string): string {
  const path = resolve(name);
  writeFileSync(path, text, { flag: 'wx' });
  return path;
}
