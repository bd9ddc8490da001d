import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { displayPath, isFolder, packageDir } from '../../config/workspace.ts';
import { makeFolder, reasonOf } from '../../database/disk.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { workspaceFiles } from './init-files.ts';
import { sampleInstrument, storeSample } from './sample-data.ts';

/** `siis init DIR` */
export async function runInitVerb(call: Call): Promise<number> {
  const given = call.args[0] ?? '.';
  const folder = resolve(given);
  if (existsSync(folder) && !isFolder(folder)) {
    throw new SiisError('USAGE', `expected a folder to make, came ${given}, which is a file`);
  }
  if (isFolder(folder) && reached(folder, () => readdirSync(folder)).length > 0 && !call.flag('force')) {
    throw new SiisError(
      'USAGE',
      `expected an empty folder, came ${given}; --force adds what is missing and overwrites nothing`,
    );
  }
  const { made, kept } = reached(folder, () => write(folder));
  storeSample(join(folder, 'data'));
  const { out } = call;
  if (out.json) out.printJson({ folder, made, kept });
  else
    out.print(
      [
        ...made.map((name) => `made  ${name}`),
        `made  data/, a week of ${sampleInstrument}, invented`,
        ...kept.map((name) => `kept  ${name}`),
        '',
        ...nextSteps(folder),
      ].join('\n'),
    );
  return Promise.resolve(0);
}

/** What the system refuses is told as what to do about it. @throws SiisError STORE_UNUSABLE */
function reached<T>(folder: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof SiisError ? undefined : reasonOf(error);
    if (reason === undefined) throw error;
    const message = `the workspace ${displayPath(folder)} cannot be made: ${reason}`;
    throw new SiisError('STORE_UNUSABLE', message, undefined, { cause: error });
  }
}

function write(folder: string): { made: string[]; kept: string[] } {
  const made: string[] = [];
  const kept: string[] = [];
  makeFolder(folder);
  for (const [name, text] of Object.entries(workspaceFiles(typesOfPackage()))) {
    const file = join(folder, name);
    if (existsSync(file)) {
      kept.push(name);
    } else {
      makeFolder(dirname(file));
      writeFileSync(file, text, { flag: 'wx' });
      made.push(name);
    }
  }
  return { made, kept };
}

/** Where editors find the types of `siis`: the sources of a checkout, the declarations of the package. */
function typesOfPackage(): string {
  const source = join(packageDir, 'src/index.ts');
  return existsSync(source) ? source : join(packageDir, 'dist/src/index.d.ts');
}

function nextSteps(folder: string): string[] {
  const shown = displayPath(folder);
  return [
    'next',
    ...(shown === '.' ? [] : [`  cd ${shown}`]),
    '  siis check my-strategy',
    '  siis backtest my-strategy',
    '  siis paper my-strategy --for 30s',
  ];
}
