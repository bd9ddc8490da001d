import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** One file of the project, or a planted one. `path` is relative to the root, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(['node_modules', 'dist', 'coverage', 'data', 'workspace', '.git', '.bench', '.cache']);

/** Every text file of the project: what git would keep, built and installed files left out. */
export function projectFiles(): Source[] {
  return list(root)
    .filter((path) => /\.(?:[cm]?[jt]sx?|json|md|ya?ml|sh|sql|html|css|txt)$|^\.ci\/|^LICENSE$|^\.[a-z]+$/.test(path))
    .filter((path) => path !== 'package-lock.json')
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (folder === root && skipped.has(entry.name)) return [];
    const full = join(folder, entry.name);
    if (entry.isDirectory()) return list(full);
    return entry.isFile() ? [relative(root, full).replaceAll(sep, '/')] : [];
  });
}

const trees = new WeakMap<Source, ts.SourceFile>();

function treeOf(source: Source): ts.SourceFile {
  const known = trees.get(source);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  trees.set(source, tree);
  return tree;
}

/** The faults that `judge` finds at the nodes of a TypeScript or JavaScript file, as `path:line: what`. */
export function faultsOf(source: Source, judge: (node: ts.Node) => string | undefined): string[] {
  const tree = treeOf(source);
  const faults: string[] = [];
  const visit = (node: ts.Node): void => {
    const fault = judge(node);
    if (fault !== undefined) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
      faults.push(`${source.path}:${line + 1}: ${fault}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return faults;
}

/** The faults that a pattern finds in the lines of a file, as `path:line: what`. */
export function matchesOf(source: Source, pattern: RegExp): string[] {
  return source.text.split('\n').flatMap((line, k) => {
    const match = pattern.exec(line);
    return match === null ? [] : [`${source.path}:${k + 1}: ${match[0]}`];
  });
}
