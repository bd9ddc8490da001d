import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Bundle, contentOf } from './format.ts';

/** Files of a bundle on disk, ready to be loaded. */
export interface UnpackedBundle {
  /** The profile. */
  readonly profile: string;
  /** What goes before it: strategies are where they were unpacked. */
  readonly set: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files that were changed since the bundle was written. */
  readonly changed: readonly string[];
}

/** Writes the files of a bundle into an empty folder. Names were checked when it was read. */
export function unpackBundle(bundle: Bundle, folder: string): UnpackedBundle {
  const changed: string[] = [];
  for (const file of bundle.files) {
    const path = join(folder, file.path);
    const { content, isUnchanged } = contentOf(file);
    if (!isUnchanged) changed.push(file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  }
  const places = bundle.strategies.flatMap(({ file }, k) =>
    file === null ? [] : [`strategies[${k}].use=${JSON.stringify(join(folder, file))}`],
  );
  return {
    profile: join(folder, bundle.profile.file),
    // A profile with one strategy may name it as `strategy`, which the first of these means as well.
    set: [...bundle.profile.set, ...places],
    env: bundle.profile.env,
    changed,
  };
}
