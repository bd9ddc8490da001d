import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles, root } from './source.ts';

/** A page for people, with its path from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A block between two lines of three backticks. `info` is what follows the first: `sh run init`. */
export interface Block {
  readonly page: string;
  /** Line of its first backticks, from 1. */
  readonly line: number;
  readonly info: readonly string[];
  readonly text: string;
}

/** All pages of the project. */
export function pages(): Page[] {
  return projectFiles().filter(({ path }) => path.endsWith('.md'));
}

/** One page by its path. */
export function page(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** The blocks of a page whose info begins with these words. */
export function blocks({ path, text }: Page, ...words: readonly string[]): Block[] {
  const found: Block[] = [];
  let open: { line: number; info: string[]; lines: string[] } | undefined;
  text.split('\n').forEach((line, at) => {
    if (!line.startsWith('```')) return void open?.lines.push(line);
    if (open === undefined) {
      open = { line: at + 1, info: line.slice(3).trim().split(/\s+/), lines: [] };
    } else {
      found.push({ page: path, line: open.line, info: open.info, text: open.lines.join('\n') });
      open = undefined;
    }
  });
  return found.filter(({ info }) => words.every((word, at) => info[at] === word));
}

/** The page without its blocks. */
function prose({ text }: Page): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** Where the links and pictures of a page lead, outside of code. */
export function links(of: Page): string[] {
  const text = prose(of).replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
}

/** What stands in backticks in running text. */
export function codeSpans(of: Page): string[] {
  return [...prose(of).matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
}

/** The names that headings of a page can be linked by, as GitHub makes them. */
export function anchors(of: Page): string[] {
  return [...prose(of).matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** Every `siis …` that a page shows, blocks and running text: words, without comments and pipes. */
export function commandLines(of: Page): string[][] {
  const shown = [
    ...blocks(of)
      .filter(({ info }) => ['sh', ''].includes(info[0]!))
      .flatMap(({ text }) => text.split('\n')),
    ...codeSpans(of),
  ];
  return shown.filter((line) => /^siis( |$)/.test(line)).map((line) => toWords(line).slice(1));
}

/** The words of a simple command line; quotes hold words together. */
export function toWords(line: string): string[] {
  const plain = line.replace(/\s+(?:#|[|>]).*$/, '');
  return [...plain.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
}

/** First cells of the table under a heading that holds `title`: each of its code spans. */
export function tableNames(of: Page, title: string): string[] {
  const at = of.text.indexOf(title);
  if (at < 0) return [];
  const rest = of.text.slice(at);
  const table = /^\|(?:.*\n)+?(?=\n|$)/m.exec(rest)?.[0] ?? '';
  return table
    .split('\n')
    .slice(2)
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]!));
}
