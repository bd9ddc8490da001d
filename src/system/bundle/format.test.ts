import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundleFile, contentOf, decodeBundle, encodeBundle } from './format.ts';

const bundle: Bundle = {
  format: 'siis bundle',
  version: 1,
  kind: 'backtest',
  siis: '0.1.0',
  node: 'v24.0.0',
  profile: { name: 'p', file: 'profile/p.yaml', set: [], env: {}, dataDir: 'data', hash: '' },
  seed: '1',
  strategies: [{ name: 's', use: './s.ts', file: 'source/s.ts', code: null }],
  packages: [],
  range: { from: null, to: 5 },
  data: [],
  results: { hash: 'abc' },
  session: null,
  files: [bundleFile('profile/p.yaml', Buffer.from('a: 1')), bundleFile('source/s.ts', Buffer.from('export {}'))],
};

const packed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));
const withFile = (path: string): Bundle => ({
  ...bundle,
  files: [...bundle.files, bundleFile(path, Buffer.from('x'))],
});

describe('a bundle', () => {
  it('is read as it was written', () => {
    expect(decodeBundle(encodeBundle(bundle), 'x.siis')).toEqual(bundle);
  });

  it('has the same bytes for the same run', () => {
    expect(encodeBundle(structuredClone(bundle)).equals(encodeBundle(bundle))).toBe(true);
  });

  it('tells a file that was changed since it was written', () => {
    const [file] = bundle.files;
    expect(contentOf(file!)).toMatchObject({ isUnchanged: true });
    expect(contentOf({ ...file!, bytes: Buffer.from('a: 2').toString('base64') })).toMatchObject({
      isUnchanged: false,
    });
  });

  it.each([
    '../s.ts',
    'source/../../s.ts',
    '/etc/passwd',
    'C:/s.ts',
    'source\\s.ts',
    'source//s.ts',
    './s.ts',
    'source/...',
    'source/ s.ts',
    'source/a\u0000.ts',
    'source/a\n.ts',
    'node_modules/siis/index.js',
    '.git/hooks/pre-commit',
  ])('is refused with a file %j', (path) => {
    expect(() => decodeBundle(packed(withFile(path)), 'x.siis')).toThrow(/^x\.siis: expected names of files inside/);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['it is cut short', encodeBundle(bundle).subarray(0, 100), /can be unpacked: unexpected end of file/],
    ['it is no packed file', Buffer.from('hello'), /can be unpacked: incorrect header/],
    ['it is another packed file', gzipSync('hello'), /came something else that was packed/],
    ['it is another table', packed([1, 2]), /expected a bundle/],
    ['a newer siis wrote it', packed({ ...bundle, version: 2 }), /came version 2: a newer siis wrote it/],
    ['a key is unknown', packed({ ...bundle, extra: 1 }), /Unrecognized key/],
    ['a file comes twice', packed(withFile('SOURCE/s.ts')), /each file once, came 'SOURCE\/s\.ts' twice/],
    ['a file is missing', packed({ ...bundle, files: bundle.files.slice(0, 1) }), /'source\/s\.ts' in the bundle/],
  ])('is refused where %s', (_what, bytes, message) => {
    expect(() => decodeBundle(bytes, 'x.siis')).toThrow(message);
  });

  it('is refused where it would fill the memory', () => {
    const part = gzipSync(Buffer.alloc(2 ** 26));
    const bomb = Buffer.concat(Array.from({ length: 5 }, () => part));
    expect(() => decodeBundle(bomb, 'x.siis')).toThrow(/expected at most 268435456 bytes once unpacked, came more/);
  });
});
