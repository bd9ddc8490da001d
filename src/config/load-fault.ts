import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SiisError, type Place } from '../util/errors.ts';
import { displayPath } from './workspace.ts';

/** Turns whatever a strategy file threw when it was loaded into one message with file and line, without a stack. */
export function loadFault(error: unknown, file: string): SiisError {
  if (error instanceof SiisError) return error;
  const { message, place } = error instanceof SyntaxError ? syntaxFault(error, file) : runFault(error, file);
  return new SiisError('STRATEGY_INVALID', message, place, { cause: error });
}

interface Fault {
  readonly message: string;
  readonly place: Place;
}

function syntaxFault(error: SyntaxError, file: string): Fault {
  const said = headOf(error.stack ?? '') ?? checkedHead(file);
  return {
    message: `expected ${expectedOf(error)}, came: ${error.message}`,
    place: said ?? { file: displayPath(file) },
  };
}

function expectedOf(error: SyntaxError): string {
  if ('code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return 'erasable TypeScript';
  return error.message.includes('does not provide an export') ? 'an import that exists' : 'code that parses';
}

/** V8 puts `file:line`, the line and a caret above the stack of a syntax error. */
function headOf(stack: string): Place | undefined {
  const lines = stack.split('\n');
  const match = /^(.*):(\d+)$/.exec(lines[0] ?? '');
  if (match === null) return undefined;
  const caret = lines.slice(1, 8).find((line) => /^\s*\^+\s*$/.test(line));
  const column = caret === undefined ? {} : { column: caret.indexOf('^') + 1 };
  return { file: displayPath(toPath(match[1]!)), line: Number(match[2]), ...column };
}

/** Plain JavaScript tells the line of a syntax error only to the console, so a second Node is asked. */
function checkedHead(file: string): Place | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  return headOf(stderr.trimStart());
}

function runFault(error: unknown, file: string): Fault {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
    return importFault(message, file);
  const name = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return { message: `expected code that loads, came: ${name}${message}`, place: frameOf(stack, file) };
}

/** `Cannot find package 'x' imported from /a/b.ts`: the line of b.ts that says x. */
function importFault(message: string, file: string): Fault {
  const match = /^Cannot find (?:package|module) '([^']+)' imported from (.+)$/.exec(message.split('\n')[0]!);
  const importer = match?.[2] ?? file;
  const wanted = match?.[1] ?? '';
  const name = displayPath(importer);
  const lines = readFileSync(importer, 'utf8').split('\n');
  const tail = wanted.split(/[\\/]/).at(-1) ?? wanted;
  const line = lines.findIndex((each) => /\b(?:from|import)\b/.test(each) && each.includes(tail));
  const place = line < 0 ? { file: name } : { file: name, line: line + 1, column: lines[line]!.indexOf(tail) + 1 };
  return { message: `expected an import that exists, came '${displayPath(wanted)}'`, place };
}

/** The innermost frame in the file itself, else in any file that is not part of Node. */
function frameOf(stack: string, file: string): Place {
  const frames = stack
    .split('\n')
    .map((line) => /(file:\/\/\S+?|\/[^\s()]+):(\d+):(\d+)\)?$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ file: toPath(match[1]!), line: Number(match[2]), column: Number(match[3]) }));
  const own = frames.find((frame) => frame.file === file);
  return own === undefined ? { file: displayPath(file) } : { ...own, file: displayPath(file) };
}

function toPath(text: string): string {
  const plain = text.replace(/\?.*$/, '');
  return plain.startsWith('file:') ? fileURLToPath(plain) : plain;
}
