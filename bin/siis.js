#!/usr/bin/env node
// Starts siis on a Node that can run it. Plain JavaScript, and built-in modules by their oldest names, so that any Node
// gets far enough to say that it is too old. In a checkout the sources run as they are; the published package runs dist/.
import { spawn } from 'child_process';
import { existsSync, mkdirSync } from 'fs';
import module from 'module';
import { homedir } from 'os';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

const nodeMin = 24;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const own = here(process.platform === 'win32' ? '../node_modules/node/bin/node.exe' : '../node_modules/node/bin/node');

// What a session told is written down at any moment: one that does not end in good order in this time, ms, is killed.
const patience = 5000;
const isSession = process.argv.slice(2).some((word) => ['paper', 'demo', '--paper', '--paper-mode'].includes(word));

if (Number(process.versions.node.split('.')[0]) >= nodeMin) {
  endWithLauncher();
  cacheCompiledCode();
  const source = new URL('./siis.ts', import.meta.url);
  void import(existsSync(source) ? source.href : new URL('../dist/bin/siis.js', import.meta.url).href);
} else if (existsSync(own)) {
  runOn(own);
} else {
  console.error(`siis needs Node ${nodeMin} or newer; this is ${process.version} (${process.execPath}).`);
  if (existsSync(here('../package-lock.json')))
    console.error('In a checkout, `npm ci` brings it, and `npm start` runs it.');
  process.exitCode = 1;
}

/**
 * Halves the time to start. The folder belongs to the user alone: code read from a shared one would run with the user's
 * rights. Where it cannot be written Node goes on without.
 */
function cacheCompiledCode() {
  const { env, platform } = process;
  if (env.NODE_COMPILE_CACHE !== undefined) return;
  const named = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  try {
    const folder = named || join(homedir(), platform === 'darwin' ? 'Library/Caches' : '.cache');
    const cache = join(folder, 'siis', 'compile');
    makeFolder(cache);
    module.enableCompileCache(cache);
  } catch {
    // A user without a home folder.
  }
}

/** Step by step: Node's own recursive way never ends in /proc. */
function makeFolder(path) {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Started by `runOn`: when the process before this one is killed, its end of the channel closes, and the run ends in good order. */
function endWithLauncher() {
  if (process.env.SIIS_LAUNCHED === undefined || process.channel === undefined) return;
  delete process.env.SIIS_LAUNCHED;
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

function endSoon(child) {
  setTimeout(() => child.kill('SIGKILL'), patience).unref();
}

/** Runs this program again on `node` and ends as it ends: same streams, same exit code, same signals. */
function runOn(node) {
  const child = spawn(node, [here('./siis.js'), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, SIIS_LAUNCHED: '1' },
  });
  const signals = process.platform === 'win32' ? [] : ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'];
  // What is typed in a terminal reaches the child by itself; passed on as well, it would look typed twice.
  const inTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const typed = inTerminal ? ['SIGINT', 'SIGHUP', 'SIGQUIT'] : [];
  const pass = (signal) => {
    if (!typed.includes(signal)) child.kill(signal);
    if (isSession && ['SIGINT', 'SIGTERM'].includes(signal)) endSoon(child);
  };
  for (const signal of signals) process.on(signal, pass);
  child.on('error', (error) => {
    console.error(`siis cannot run ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, pass);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}
