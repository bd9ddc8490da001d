// Makes the pictures in docs/images/ from what the program really prints, in a new workspace with its invented market.
// `node scripts/capture.js` writes them; with --check it says which ones no longer show what the program prints (times,
// speeds, hashes and how far a session came do not count) and ends with 1. Needs the Node of the checkout: npx node scripts/….
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'docs/images');

/** What is shown: the command as typed, the script and words that it stands for, and how many lines fit. */
const captures = [
  {
    name: 'demo',
    typed: 'siis demo --lines',
    script: 'bin/siis.js',
    words: ['demo', '--lines', '--for', '6s', '--quiet'],
    lines: 18,
  },
  {
    name: 'backtest',
    typed: 'siis backtest my-strategy',
    script: 'bin/siis.js',
    words: ['backtest', 'my-strategy'],
    lines: 34,
  },
];

/** A terminal is pretended, for the colours: the program itself asks for one. */
const asTerminal = 'data:text/javascript,process.stdout.isTTY=true';

function runSiis(script, words, cwd) {
  const env = { ...process.env, TERM: 'xterm-256color' };
  delete env['NO_COLOR'];
  const args = ['--import', asTerminal, join(root, script), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`siis ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/** What switches colours: the escape character, numbers, an m. */
const colourCode = new RegExp(`${String.fromCodePoint(27)}\\[([\\d;]*)m`);
/** The colours that siis uses, as a terminal with a dark background shows them. */
const colours = { 1: 'b', 2: 'd', 31: 'r', 32: 'g', 33: 'y', 36: 'c' };
const style = [
  'text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d6dbe3;white-space:pre}',
  '.b{font-weight:bold}.d{fill:#7d8694}.r{fill:#f2777a}.g{fill:#8fce78}.y{fill:#e8c468}.c{fill:#6cc7e0}',
].join('');

const escapeMarkup = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line with its colour codes as the inside of a `text` element. */
function toSpans(line) {
  let open = '';
  const parts = line.split(colourCode);
  return parts
    .map((part, at) => {
      if (at % 2 === 0)
        return part === ''
          ? ''
          : open === ''
            ? escapeMarkup(part)
            : `<tspan class="${open}">${escapeMarkup(part)}</tspan>`;
      open = part
        .split(';')
        .map((code) => colours[code] ?? '')
        .filter(Boolean)
        .join(' ');
      return '';
    })
    .join('');
}

const plain = (text) => text.replaceAll(new RegExp(colourCode, 'g'), '');

/** The lines of a terminal as one picture: no font, no script and no link in it. */
function toSvg(typed, lines) {
  const columns = Math.max(80, ...lines.map((line) => plain(line).length));
  const [width, height] = [Math.ceil(columns * 7.83) + 32, lines.length * 18 + 68];
  const rows = [`<tspan class="d">$</tspan> ${escapeMarkup(typed)}`, ...lines.map(toSpans)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(typed)} in a terminal">`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1c2027"/>`,
    ...['#f2777a', '#e8c468', '#8fce78'].map(
      (fill, at) => `<circle cx="${20 + at * 18}" cy="18" r="5.5" fill="${fill}"/>`,
    ),
    ...rows.map((row, at) => `<text x="16" y="${50 + at * 18}">${row}</text>`),
    '</svg>',
    '',
  ].join('\n');
}

/** What differs from version to version and from machine to machine without being wrong. */
const passing = / in [\d.]+ m?s, .*|hash [\da-f]{64}|run [\da-f]{12}|siis \d+\.\d+\.\d+/g;

/** What must stay the same in a picture: its lines, without status lines and what is passing. */
function essence(svg) {
  const lines = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, row]) => row.replace(/<[^>]*>/g, ''));
  return lines.filter((line) => !/\bstatus\b/.test(line)).map((line) => line.replaceAll(passing, '#'));
}

/** True when both show the same as far as both go: a session that came farther shows more. */
function isSame(before, after) {
  const [old, now] = [essence(before), essence(after)];
  const common = Math.min(old.length, now.length);
  return common > 5 && old.slice(0, common).every((line, at) => line === now[at]);
}

function capture(each, cwd) {
  const shown = runSiis(each.script, each.words, cwd).trimEnd().split('\n');
  return toSvg(each.typed, shown.slice(0, each.lines));
}

const check = process.argv.includes('--check');
const workspace = mkdtempSync(join(tmpdir(), 'siis-capture-'));
try {
  runSiis('bin/siis.js', ['init', workspace], tmpdir());
  mkdirSync(folder, { recursive: true });
  for (const each of captures) {
    const file = join(folder, `${each.name}.svg`);
    const svg = capture(each, workspace);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (isSame(before, svg)) continue;
    if (check) {
      console.error(`docs/images/${each.name}.svg is stale: run npx node scripts/capture.js`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, svg);
      console.error(`wrote docs/images/${each.name}.svg`);
    }
  }
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
