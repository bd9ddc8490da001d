import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { SiisError } from '../../util/errors.ts';

/** Bytes that a bundle may have, packed and not. */
const mostPacked = 64 * 2 ** 20;
const mostUnpacked = 256 * 2 ** 20;
const mostFiles = 10_000;

const moment = z.number();

const fileSchema = z.strictObject({
  /** From the bundle's own folder, with slashes. */
  path: z.string().min(1).max(400),
  /** Bytes, base64. */
  bytes: z.base64(),
  sha256: z.string(),
});

const dataSchema = z.strictObject({
  instrument: z.string(),
  /** `trade ticks`, `1m trade bars` */
  what: z.string(),
  /** What was stored, ms. */
  first: moment,
  last: moment,
  /** What was read, ms. */
  from: moment,
  to: moment,
  /** Fingerprint of what was read. */
  print: z.string(),
});

const strategySchema = z.strictObject({
  name: z.string(),
  /** As the profile names it. */
  use: z.string(),
  /** Its file in the bundle; `null` for one of the catalog. */
  file: z.string().nullable(),
  /** sha256 of its set-up as text, for one of the catalog. */
  code: z.string().nullable(),
});

const bundleSchema = z.strictObject({
  format: z.literal('siis bundle'),
  version: z.literal(1),
  kind: z.enum(['backtest', 'session']),
  siis: z.string(),
  node: z.string(),
  profile: z.strictObject({
    name: z.string(),
    /** In the bundle. */
    file: z.string(),
    /** What went before it, as `--set` takes it, and from the environment. */
    set: z.array(z.string()),
    env: z.record(z.string(), z.string()),
    /** `data.dir` */
    dataDir: z.string(),
    /** sha256 of the checked profile. */
    hash: z.string(),
  }),
  seed: z.string(),
  strategies: z.array(strategySchema).min(1),
  /** Packages that the strategies import: they are not in the bundle. */
  packages: z.array(z.string()),
  range: z.strictObject({ from: moment.nullable(), to: moment.nullable() }),
  data: z.array(dataSchema),
  /** Hash of the orders, counts and figures; of a session what its record comes to. */
  results: z.record(z.string(), z.unknown()),
  /** Description of a session, as in its folder. */
  session: z.record(z.string(), z.unknown()).nullable(),
  files: z.array(fileSchema).max(mostFiles),
});

/** A run with all that it depends on but the market data, which are named by their fingerprints. */
export type Bundle = z.output<typeof bundleSchema>;
/** Stored data that a run has read. */
export type BundleData = z.output<typeof dataSchema>;
/** A file of a bundle. */
export type BundleFile = z.output<typeof fileSchema>;

/** A file as it is kept in a bundle. */
export function bundleFile(path: string, content: Uint8Array): BundleFile {
  return { path, bytes: Buffer.from(content).toString('base64'), sha256: sha256(content) };
}

/** The content of a file, and whether it is what it was when the bundle was written. */
export function contentOf({ bytes, sha256: expected }: BundleFile): { content: Buffer; isUnchanged: boolean } {
  const content = Buffer.from(bytes, 'base64');
  return { content, isUnchanged: sha256(content) === expected };
}

/** sha256, hex. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A bundle as the bytes of its file: packed JSON, the same for the same bundle. */
export function encodeBundle(bundle: Bundle): Buffer {
  const packed = gzipSync(JSON.stringify(bundle), { level: 9 });
  if (packed.length <= mostPacked) return packed;
  throw new SiisError('BUNDLE_INVALID', `the bundle would have ${packed.length} bytes: expected at most ${mostPacked}`);
}

/**
 * Reads a bundle and checks all that can be checked without running it.
 *
 * @param file to be named in errors @throws SiisError BUNDLE_INVALID
 */
export function decodeBundle(packed: Uint8Array, file: string): Bundle {
  const refuse = (message: string, cause?: unknown): SiisError =>
    new SiisError('BUNDLE_INVALID', message, { file }, { cause });
  if (packed.length > mostPacked) throw refuse(`expected at most ${mostPacked} bytes, came ${packed.length}`);
  const tree = parseJson(unpack(packed, refuse), refuse);
  const version = typeof tree === 'object' && tree !== null && 'version' in tree ? tree.version : undefined;
  if (typeof version === 'number' && version > 1)
    throw refuse(`expected a bundle of version 1, came version ${version}: a newer siis wrote it`);
  const parsed = bundleSchema.safeParse(tree);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`expected a bundle; ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is none'}`);
  }
  const bundle = parsed.data;
  const fault = pathFault(bundle);
  if (fault !== undefined) throw refuse(fault);
  return bundle;
}

type Refuse = (message: string, cause?: unknown) => SiisError;

function unpack(packed: Uint8Array, refuse: Refuse): string {
  try {
    return gunzipSync(packed, { maxOutputLength: mostUnpacked }).toString('utf8');
  } catch (error) {
    const isLarge = error instanceof RangeError;
    const why = error instanceof Error ? error.message : String(error);
    throw refuse(
      isLarge
        ? `expected at most ${mostUnpacked} bytes once unpacked, came more`
        : `expected a bundle that can be unpacked: ${why}`,
      error,
    );
  }
}

function parseJson(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse('expected a bundle, came something else that was packed', error);
  }
}

/** What is wrong with the names of its files: all have to lie in the bundle's own folder, each once. */
function pathFault({ files, profile, strategies }: Bundle): string | undefined {
  const names = new Set<string>();
  for (const { path } of files) {
    if (!isInside(path)) return `expected names of files inside the bundle, came '${path}'`;
    const plain = path.toLowerCase();
    if (names.has(plain)) return `expected each file once, came '${path}' twice`;
    names.add(plain);
  }
  const wanted = [profile.file, ...strategies.flatMap(({ file }) => (file === null ? [] : [file]))];
  const missing = wanted.find((each) => !files.some(({ path }) => path === each));
  return missing === undefined ? undefined : `expected the file '${missing}' in the bundle, which is not there`;
}

function isInside(path: string): boolean {
  const steps = path.split('/');
  // Letters, digits and what names of files have; no backslash, colon or control character.
  return (
    /^[\p{L}\p{N} ._@+()[\]{},=~#$%&!'-]+(?:\/[\p{L}\p{N} ._@+()[\]{},=~#$%&!'-]+)*$/u.test(path) &&
    !steps.some(isUnsafe)
  );
}

/** A step that leads elsewhere, or to where programs are looked for. */
function isUnsafe(step: string): boolean {
  return /^\.+$/.test(step) || step.trim() !== step || step === 'node_modules' || step === '.git';
}
