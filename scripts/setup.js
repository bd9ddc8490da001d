// Makes a checkout ready to run: installs the packages when the lock file asks for it, then checks that npm leads to
// a Node that can run TypeScript. Runs before `npm start`, `npm test` and the others, on the machine's own Node, so:
// plain JavaScript, no package, Node 18 and later.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const nodeMin = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');

/** True when the packages on disk are older than the lock file. npm writes the hidden one at the end of an install. */
function isStale() {
  const installed = join(modules, '.package-lock.json');
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** `npm ci`, without the system's npm where npm itself started this script. Its output goes to stderr. */
function install() {
  const npm = process.env['npm_execpath'];
  const [command, ...args] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const shell = npm === undefined && process.platform === 'win32';
  return spawnSync(command, [...args, ...options], { cwd: root, stdio: ['ignore', 2, 2], shell }).status === 0;
}

/** The version of the Node that npm's scripts run on: the project's own comes first in their path. */
function nodeVersion() {
  const path = [join(modules, '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const shell = process.platform === 'win32';
  const { stdout } = spawnSync('node', ['--version'], { env: { ...process.env, PATH: path }, encoding: 'utf8', shell });
  return (stdout ?? '').trim();
}

function fail(message) {
  console.error(`set-up: ${message}`);
  process.exit(1);
}

let note = 'packages up to date';
if (isStale()) {
  // npm would empty the folder that the link leads to, which may be another checkout's.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    fail(
      `node_modules is a link to ${readlinkSync(modules)}, whose packages are not those of package-lock.json. ` +
        'Remove the link, or run `npm ci` where it leads to.',
    );
  }
  const start = Date.now();
  console.error('set-up: installing packages (npm ci), about a minute …');
  if (!install()) {
    console.error('set-up: npm ci failed, trying once more …');
    if (!install()) fail('npm ci failed twice; see its messages above. siis needs npm 11 or newer.');
  }
  note = `packages installed in ${Math.round((Date.now() - start) / 1000)} s`;
}

const version = nodeVersion();
if (Number(version.slice(1).split('.')[0]) < nodeMin || version === '') {
  fail(
    `this checkout needs Node ${nodeMin}, but npm runs ${version || 'none'}. The project brings its own: ` +
      'remove node_modules and run `npm ci` without --omit=dev and without --ignore-scripts.',
  );
}
console.error(`set-up: node ${version}, ${note}`);
