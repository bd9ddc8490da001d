import { describe, expect, it } from 'vitest';
import { makeWorkspace, nativeImport } from '../../test/support/workspace.ts';
import { SiisError } from '../util/errors.ts';
import { catalogNames, type FoundStrategy, loadStrategy } from './strategy-loader.ts';

const definition = (name: string): string => `defineStrategy({
  name: '${name}',
  params: z.strictObject({ length: z.int().min(2).default(14) }),
  setup: ({ track, params }) => { track('1h', new Ema(params.length)); return {}; },
})`;
const imports = `import { defineStrategy, Ema, z } from 'siis';\n`;

function load(use: string, folder: string): Promise<FoundStrategy> {
  return loadStrategy(use, { base: [folder], importModule: nativeImport });
}

async function faultOf(use: string, folder = '/nowhere'): Promise<SiisError> {
  const error: unknown = await load(use, folder).catch((thrown: unknown) => thrown);
  if (error instanceof SiisError) return error;
  throw new Error('expected a SiisError', { cause: error });
}

describe('loadStrategy', () => {
  it('loads TypeScript and JavaScript from any folder, which import from siis without an install', async () => {
    const folder = makeWorkspace({
      'a.ts': `${imports}type Length = number;\nexport default ${definition('from-ts')};`,
      'b.js': `${imports}export default ${definition('from-js')};`,
      'c.mjs': `${imports}import { two } from './lib/two.ts';\nexport const mine = ${definition('from-mjs')};\nexport { two };`,
      'lib/two.ts': `export const two: number = 2;`,
    });
    for (const [file, name] of [
      ['./a.ts', 'from-ts'],
      ['b.js', 'from-js'],
      [`${folder}/c.mjs`, 'from-mjs'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const { definition: found, file: from } = await load(file, folder);
      expect([found.name, from?.startsWith(folder)]).toEqual([name, true]);
      expect(found.params.parse({})).toEqual({ length: 14 });
    }
  });

  it('loads every strategy of the catalog by its name', async () => {
    expect(catalogNames()).toContain('ema-cross');
    for (const name of catalogNames()) {
      // oxlint-disable-next-line no-await-in-loop
      const found = await load(name, '/nowhere');
      expect([found.definition.name, found.file]).toEqual([name, undefined]);
    }
  });

  it('takes the default export where there are several', async () => {
    const text = `${imports}export const a = ${definition('a')};\nexport default ${definition('b')};`;
    const folder = makeWorkspace({ 's.ts': text });
    expect((await load('s.ts', folder)).definition.name).toBe('b');
  });

  it('tells an unknown name from a missing file', async () => {
    const unknown = await faultOf('ema-crss');
    expect(unknown.message).toMatch(
      /expected a strategy file or one of .*ema-cross.*came 'ema-crss' \(did you mean 'ema-cross'\?\)/,
    );
    const missing = await faultOf('./mine.ts', '/nowhere');
    expect(missing.message).toBe("expected a strategy file, came './mine.ts', which is not there: /nowhere/mine.ts");
    expect((await faultOf('./mine.py')).message).toMatch(
      /expected a \.ts, \.mts, \.js, \.mjs file, came '\.\/mine\.py'/,
    );
    expect([unknown.code, unknown.exitCode]).toEqual(['STRATEGY_INVALID', 4]);
  });

  it.each<[what: string, file: string, text: string, line: number | undefined, said: RegExp]>([
    [
      'a syntax error in TypeScript',
      's.ts',
      'export const a = 1;\nconst b: = 2;\n',
      2,
      /expected code that parses, came: /,
    ],
    [
      'a syntax error in JavaScript',
      's.js',
      '\n\nconst b = {;\n',
      3,
      /expected code that parses, came: Unexpected token/,
    ],
    ['an enum', 's.ts', 'export const a = 1;\nenum X { A }\n', 2, /expected erasable TypeScript, came: .*enum/],
    ['code that throws', 's.ts', '\nthrow new Error("no key");\n', 2, /expected code that loads, came: no key/],
    [
      'a wrong type at load',
      's.ts',
      '\nexport const a = null;\nexport default a.b;\n',
      3,
      /came: TypeError: Cannot read/,
    ],
    ['a thrown word', 's.ts', 'throw "enough";\n', undefined, /came: enough/],
    [
      'a package that is not there',
      's.ts',
      `\nimport x from 'no-such-package';\nexport default x;\n`,
      2,
      /expected an import that exists, came 'no-such-package'/,
    ],
    [
      'a file that is not there',
      's.ts',
      `import { x } from './other.ts';\nexport default x;\n`,
      1,
      /expected an import that exists, came .*other\.ts/,
    ],
    [
      'a name that siis does not have',
      's.ts',
      `import { Emma } from 'siis';\nexport default Emma;\n`,
      1,
      /does not provide an export named 'Emma'/,
    ],
    [
      'no export',
      's.ts',
      'const a = 1;\n',
      undefined,
      /expected one export made by defineStrategy, came a file without exports/,
    ],
    ['no definition', 's.ts', 'export const a = 1;\nexport const b = {};\n', undefined, /came only a, b/],
    [
      'two definitions',
      's.ts',
      `${imports}export const a = ${definition('a')};\nexport const b = ${definition('b')};`,
      undefined,
      /came 2: a, b; mark one as default/,
    ],
    [
      'params that are no schema',
      's.ts',
      `export default {\n  name: 'x',\n  params: { length: 14 },\n  setup: () => ({}),\n};`,
      3,
      /expected a strategy's params to be z\.strictObject\(\{…\}\), came a plain object/,
    ],
    [
      'params of another schema',
      's.ts',
      `import { z } from 'siis';\nexport default {\n  name: 'x',\n  params: z.string(),\n  setup: () => ({}),\n};`,
      4,
      /came z\.string/,
    ],
    [
      'a name that is no text',
      's.ts',
      `import { z } from 'siis';\nexport default {\n  name: 5, params: z.object({}), setup: () => ({}),\n};`,
      3,
      /name to be text, came number/,
    ],
    [
      'a setup that is no function',
      's.ts',
      `import { z } from 'siis';\nexport default {\n  name: 'x', params: z.object({}),\n  setup: {},\n};`,
      4,
      /setup to be a function, came object/,
    ],
  ])('names file and line of %s, without a stack', async (_what, file, text, line, said) => {
    const folder = makeWorkspace({ [file]: text });
    const fault = await faultOf(`./${file}`, folder);
    expect(fault.message).toMatch(said);
    expect([fault.code, fault.place?.file, fault.place?.line]).toEqual(['STRATEGY_INVALID', `${folder}/${file}`, line]);
    expect(fault.message).not.toMatch(/\n\s+at /);
  });

  it('names the file that an imported file is wrong in', async () => {
    const folder = makeWorkspace({
      's.ts': `import './inner.ts';\n`,
      'inner.ts': `export const a = 1;\nconst b: = 2;\n`,
    });
    expect((await faultOf('s.ts', folder)).place).toMatchObject({ file: `${folder}/inner.ts`, line: 2 });
  });
});
