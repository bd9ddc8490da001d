import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SiisError } from '../util/errors.ts';
import { isSecret } from '../config/secret.ts';

export interface FaultStyle {
  readonly json: boolean;
}

/** What is printed on stderr for an error, and the exit code of the process. */
export interface Fault {
  readonly text: string;
  readonly exitCode: number;
}

/**
 * An error as a user sees it. One of the world is its own message; one of the program is a short sentence and the
 * place of the full trace, which goes to a file.
 */
export function describeFault(error: unknown, style: FaultStyle): Fault {
  if (error instanceof SiisError) {
    return { text: style.json ? toJson(error) : `siis: ${error.message}`, exitCode: error.exitCode };
  }
  const message = error instanceof Error ? error.message : String(error);
  const file = writeTrace(error);
  const sentence = `unexpected: ${firstLine(message)}; the full trace is in ${file}`;
  return {
    text: style.json ? JSON.stringify({ error: { code: 'UNEXPECTED', message: sentence } }) : `siis: ${sentence}`,
    exitCode: 1,
  };
}

function toJson(error: SiisError): string {
  const { code, message, place } = error;
  return JSON.stringify({ error: { code, message, ...place } });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function writeTrace(error: unknown): string {
  try {
    const file = join(mkdtempSync(join(tmpdir(), 'siis-error-')), 'trace.txt');
    const { argv, versions } = process;
    const stack = error instanceof Error ? traceOf(error) : String(error);
    writeFileSync(file, `siis ${argv.slice(2).map(hideSecret).join(' ')}\nnode ${versions.node}\n\n${stack}\n`);
    return file;
  } catch {
    return 'no file: the temporary folder cannot be written';
  }
}

function traceOf(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\n\ncaused by ${traceOf(error.cause)}` : own;
}

/** `--set x.apiKey=…` without what follows. */
function hideSecret(arg: string): string {
  const at = arg.indexOf('=');
  return at > 0 && isSecret([arg.slice(0, at)]) ? `${arg.slice(0, at)}=***` : arg;
}
