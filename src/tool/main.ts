import { CommanderError } from 'commander';
import { Call, type Faces } from './call.ts';
import { describeFault } from './fault.ts';
import { listenForInterrupt } from './interrupt.ts';
import { Output } from './output.ts';
import { type Chosen, parseCommandLine, toUsage } from './program.ts';
import { rewriteSpelling } from './spelling.ts';
import { programVersion } from '../system/version.ts';
import { verbs } from './verb/index.ts';

/** Runs one command line. @param faces that a session can be shown in @returns the exit code. Never throws. */
export async function main(args: readonly string[], faces: Faces = {}): Promise<number> {
  process.stdout.on('error', forgivePipe);
  try {
    const words = rewriteSpelling(args, ['help', ...verbs.map(({ name }) => name.split(' ')[0]!)]);
    const chosen = parseCommandLine(words, { version: programVersion(), print });
    return chosen === undefined ? 0 : await run(chosen, faces);
  } catch (error) {
    const known = error instanceof CommanderError ? toUsage(error, args) : error;
    if (known === undefined) return 0;
    const fault = describeFault(known, { json: args.includes('--json') });
    process.stderr.write(`${fault.text}\n`);
    return fault.exitCode;
  }
}

/** `siis help | head`: whoever closes a pipe has read enough. */
function forgivePipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function print(text: string): void {
  process.stdout.write(text);
}

async function run({ verb, args, options }: Chosen, faces: Faces): Promise<number> {
  const out = new Output({
    json: options['json'] === true,
    quiet: options['quiet'] === true,
    verbose: options['verbose'] === true,
    logFormat: options['logFormat'] === 'json' ? 'json' : 'text',
  });
  const interrupt = listenForInterrupt(() => out.log('info', 'stopping; Ctrl-C again stops at once'));
  out.watchPipe(interrupt.quit);
  try {
    const { signal: stop, onHangup } = interrupt;
    const code = await verb.run(new Call({ args, options, out, stop, faces, onHangup }), verbs);
    return interrupt.isRequested() && code === 0 ? 130 : code;
  } finally {
    interrupt.release();
  }
}
