import { default as fs, type PathLike } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

/*
 * Loaded before the program (`node --import`): gives every call that changes a file, and every line that is told, a label, and
 * kills the process at the one that SIIS_KILL_AT names: `before fdatasync journal 3`, `after rename session.json 1`, `torn write
 * journal 5` (only a part of it is written). With SIIS_KILL_LOG the labels that are passed are written to that file instead.
 */

const wanted = process.env['SIIS_KILL_AT'];
const log = process.env['SIIS_KILL_LOG'];
const counts = new Map<string, number>();
const paths = new Map<number, string>();
const never = new Int32Array(new SharedArrayBuffer(4));
const passed: string[] = [];

/** What a file is for, whatever its name says beside that. */
function kindOf(path: string): string {
  const name = basename(path).replace(/\.new$/, '');
  const kinds = [
    '.journal',
    '.snapshot',
    '.sequence',
    'session.json',
    '.ticks.tmp',
    '.ticks',
    'commit.json.tmp',
    '.tmp',
  ];
  const kind = kinds.find((each) => name.endsWith(each));
  if (kind !== undefined) return kind.replace(/^\./, '');
  if (name.includes('.lock') || name.startsWith('lock')) return 'lock';
  if (name.endsWith('.json')) return name;
  return /^\d{4}-\d\d-\d\dT/.test(name) ? 'session-folder' : 'folder';
}

function pathOf(file: unknown): string {
  return typeof file === 'number' ? (paths.get(file) ?? '') : String(file);
}

/** The process ends here, as if the power of the machine had gone: nothing after this line runs. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(never, 0, 0);
}

function isHere(when: string, what: string, count: number): boolean {
  const label = `${when} ${what} ${count}`;
  if (log !== undefined) passed.push(label);
  return label === wanted;
}

/** Does something that has a label. `part`: does a part of it, where there are parts. */
function pass<Result>(what: string, act: () => Result, part?: () => void): Result {
  const count = (counts.get(what) ?? 0) + 1;
  counts.set(what, count);
  if (isHere('before', what, count)) die();
  if (part !== undefined && isHere('torn', what, count)) {
    part();
    die();
  }
  const result = act();
  if (isHere('after', what, count)) die();
  return result;
}

const real = { ...fs };
if (log !== undefined) process.on('exit', () => real.writeFileSync(log, passed.join('\n')));

/** Labels a call that is named by its first argument. */
function label(name: 'fsyncSync' | 'fdatasyncSync' | 'ftruncateSync' | 'mkdirSync' | 'rmSync' | 'unlinkSync'): void {
  const act = real[name] as (...args: unknown[]) => unknown;
  const call = name.replace('Sync', '');
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      const path = pathOf(args[0]);
      // Files that are not there, and those of the system, are nobody's.
      if (/^rm|^unlink/.test(name) && !real.existsSync(path)) return act(...args);
      return pass(`${call} ${kindOf(path)}`, () => act(...args));
    },
  });
}

for (const name of ['fsyncSync', 'fdatasyncSync', 'ftruncateSync', 'mkdirSync', 'rmSync', 'unlinkSync'] as const) {
  label(name);
}

const writeSync = real.writeSync as (
  file: number,
  bytes: Uint8Array,
  from?: number,
  length?: number,
  at?: number,
) => number;

Object.assign(fs, {
  openSync: (path: PathLike, flags = 'r', ...rest: never[]) => {
    const open = (): number => real.openSync(path, flags, ...rest);
    const file = /[wa]/.test(flags) ? pass(`open ${kindOf(String(path))}`, open) : open();
    paths.set(file, String(path));
    return file;
  },
  writeSync: (file: number, bytes: Uint8Array | string, from = 0, length?: number, at?: number) => {
    const path = paths.get(file);
    if (path === undefined || typeof bytes === 'string') return real.writeSync(file, bytes as string);
    const whole = length ?? bytes.length - from;
    return pass(
      `write ${kindOf(path)}`,
      () => writeSync(file, bytes, from, whole, at),
      () => writeSync(file, bytes, from, Math.floor(whole * 0.6), at),
    );
  },
  writeFileSync: (path: PathLike, data: string, ...rest: never[]) =>
    pass(
      `write ${kindOf(String(path))}`,
      () => real.writeFileSync(path, data, ...rest),
      () => real.writeFileSync(path, data.slice(0, Math.floor(data.length / 2))),
    ),
  renameSync: (from: PathLike, to: PathLike) => pass(`rename ${kindOf(String(to))}`, () => real.renameSync(from, to)),
  linkSync: (from: PathLike, to: PathLike) => pass(`link ${kindOf(String(to))}`, () => real.linkSync(from, to)),
});
syncBuiltinESMExports();

const tell = process.stdout.write.bind(process.stdout);
Object.assign(process.stdout, { write: (text: string) => pass('tell line', () => tell(text)) });
