import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SiisError } from '../../util/errors.ts';
import { errnoOf, removeFile, replaceFile, tryToRemove } from '../disk.ts';
import { checksum } from '../tick-file/format.ts';
import { listTar, type TarEntry, TarWriter } from './tar.ts';

/** A file of a backup. */
export interface ArchivedFile {
  /** With slashes, from the backup's root. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup says of itself. */
export interface Manifest {
  readonly format: 'siis backup';
  readonly version: 1;
  /** Version of siis that made it. */
  readonly siis: string;
  /** When, ms UTC. */
  readonly made: number;
  readonly files: readonly ArchivedFile[];
}

const manifestName = 'manifest.json';
const chunk = 1 << 20;

/** Writes a backup: a tar archive whose last file tells the checksums of all others. It has its name once it is whole and on disk. */
export class ArchiveWriter {
  readonly #path: string;
  readonly #draft: string;
  readonly #fd: number;
  readonly #tar: TarWriter;
  readonly #about: Pick<Manifest, 'siis' | 'made'>;
  readonly #files: ArchivedFile[] = [];

  /** @throws SiisError USAGE when there is such a file */
  constructor(path: string, about: Pick<Manifest, 'siis' | 'made'>) {
    if (existsSync(path))
      throw new SiisError('USAGE', `expected a new file, but ${path} is there; choose another name`);
    this.#path = path;
    this.#draft = `${path}.part`;
    this.#about = about;
    removeFile(this.#draft);
    this.#fd = create(this.#draft);
    this.#tar = new TarWriter(this.#fd);
  }

  /** Takes the first `bytes` of a file; all of it where that is not said. */
  add(path: string, from: string, bytes = statSync(from).size): void {
    const fd = openSync(from, 'r');
    try {
      this.#tar.begin(path, bytes, this.#about.made);
      const hash = createHash('sha256');
      const buffer = Buffer.alloc(Math.min(chunk, bytes));
      for (let at = 0; at < bytes;) {
        const got = readSync(fd, buffer, 0, Math.min(buffer.length, bytes - at), at);
        if (got === 0) throw new SiisError('STORE_UNUSABLE', `${from} became shorter while it was read; try again`);
        hash.update(buffer.subarray(0, got));
        this.#tar.write(buffer.subarray(0, got));
        at += got;
      }
      this.#tar.end();
      this.#files.push({ path, bytes, sha256: hash.digest('hex') });
    } finally {
      closeSync(fd);
    }
  }

  /** Puts it on disk under its name. */
  finish(): Manifest {
    const manifest: Manifest = { format: 'siis backup', version: 1, ...this.#about, files: this.#files };
    const text = Buffer.from(`${JSON.stringify({ ...manifest, checksum: sumOf(manifest) }, undefined, 1)}\n`);
    this.#tar.begin(manifestName, text.length, manifest.made);
    this.#tar.write(text);
    this.#tar.end();
    this.#tar.finish();
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    replaceFile(this.#draft, this.#path);
    return manifest;
  }

  /** Leaves nothing behind. */
  abort(): void {
    closeSync(this.#fd);
    tryToRemove(this.#draft);
  }
}

function create(draft: string): number {
  try {
    return openSync(draft, 'wx', 0o600);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw new SiisError('STORE_UNUSABLE', `the backup cannot be made in ${dirname(draft)}; choose another folder`);
  }
}

/** A backup that was read whole: every byte of it is what it was. */
export interface Archive {
  readonly manifest: Manifest;
  /** Hands over a file piece by piece. */
  readonly read: (path: string, take: (bytes: Buffer) => void) => void;
}

/** Reads a backup and checks every byte. @throws SiisError BACKUP_INVALID that names what is wrong */
export function openArchive(path: string): Archive {
  const entries = listTar(path);
  if (typeof entries === 'string') throw invalid(path, entries);
  const places = new Map(entries.map((entry) => [entry.name, entry]));
  const manifest = readManifest(path, places.get(manifestName));
  for (const { path: name, bytes, sha256 } of manifest.files) {
    const entry = places.get(name);
    if (entry?.bytes !== bytes) throw invalid(path, `${name} is missing or of another length`);
    const hash = createHash('sha256');
    readEntry(path, entry, (part) => hash.update(part));
    if (hash.digest('hex') !== sha256) throw invalid(path, `${name} is damaged: its checksum is wrong`);
    if (name.startsWith('/') || name.split('/').includes('..')) throw invalid(path, `${name} leads out of the folder`);
  }
  return { manifest, read: (name, take) => readEntry(path, places.get(name)!, take) };
}

function readManifest(path: string, entry: TarEntry | undefined): Manifest {
  if (entry === undefined) throw invalid(path, `it holds no ${manifestName}: it is no backup of siis, or was cut off`);
  const parts: Buffer[] = [];
  readEntry(path, entry, (part) => parts.push(Buffer.from(part)));
  let found: unknown;
  try {
    found = JSON.parse(Buffer.concat(parts).toString());
  } catch {
    found = undefined;
  }
  if (!isManifest(found)) throw invalid(path, `its ${manifestName} is damaged, or of another version`);
  const { checksum: sum, ...manifest } = found;
  if (sum !== sumOf(manifest)) throw invalid(path, `its ${manifestName} is damaged: its checksum is wrong`);
  return manifest;
}

function readEntry(path: string, { offset, bytes }: TarEntry, take: (part: Buffer) => void): void {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(chunk, bytes));
    for (let at = 0; at < bytes;) {
      const got = readSync(fd, buffer, 0, Math.min(buffer.length, bytes - at), offset + at);
      if (got === 0) throw invalid(path, 'it became shorter while it was read');
      take(buffer.subarray(0, got));
      at += got;
    }
  } finally {
    closeSync(fd);
  }
}

function isManifest(value: unknown): value is Manifest & { readonly checksum: unknown } {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('version' in value)) return false;
  return value.format === 'siis backup' && value.version === 1 && 'files' in value && Array.isArray(value.files);
}

function sumOf(manifest: Manifest): string {
  return checksum(Buffer.from(JSON.stringify(manifest)))
    .toString(16)
    .padStart(8, '0');
}

function invalid(file: string, why: string): SiisError {
  return new SiisError('BACKUP_INVALID', why, { file });
}
