// Makes the pictures of the terminal in docs/images/ from the real program: it runs in tmux, keys are sent, and what is shown is
// drawn with its colours. Needs tmux and the Node of the checkout: npx node scripts/capture-terminal.js
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const size = { columns: 120, rows: 36 };
/** What is typed before each picture, and how long it takes to be seen, ms. */
const pictures = [
  { name: 'terminal', keys: [], wait: 12_000 },
  { name: 'terminal-chart', keys: ['V'], wait: 1500 },
  { name: 'terminal-order', keys: ['F', ':', 'long SOL 5 stop 1.5% target 3%', 'Enter'], wait: 1500 },
];

const tmux = (...args) =>
  execFileSync('tmux', ['-L', `siis-capture-${process.pid}`, '-f', '/dev/null', ...args], { encoding: 'utf8' });

const base =
  '#1c2027 #f2777a #8fce78 #e8c468 #6c9ce0 #c792ea #6cc7e0 #d6dbe3 #7d8694 #f2777a #8fce78 #e8c468 #6c9ce0 #c792ea #6cc7e0 #ffffff'.split(
    ' ',
  );
const steps = [0, 95, 135, 175, 215, 255];

const grey = (light) => `rgb(${light},${light},${light})`;

/** A colour of the palette of 256. */
function colour(index) {
  if (index < 16) return base[index];
  if (index >= 232) return grey(8 + (index - 232) * 10);
  const cube = index - 16;
  const [red, green, blue] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((at) => steps[at]);
  return `rgb(${red},${green},${blue})`;
}

const escapeMarkup = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Takes codes that switch colours into the present look. */
function apply(look, codes) {
  const numbers = codes === '' ? [0] : codes.split(';').map(Number);
  while (numbers.length > 0) {
    const code = numbers.shift();
    if (code === 0) Object.assign(look, { fg: undefined, bg: undefined, bold: false });
    else if (code === 1) look.bold = true;
    else if (code === 38 || code === 48) look[code === 38 ? 'fg' : 'bg'] = colour(numbers.splice(0, 2)[1]);
    else if (code >= 30 && code <= 37) look.fg = colour(code - 30);
    else if (code >= 90 && code <= 97) look.fg = colour(code - 82);
    else if (code === 39) look.fg = undefined;
    else if (code === 49) look.bg = undefined;
  }
}

const cell = { width: 7.83, height: 17 };

function toSvg(lines) {
  const width = Math.ceil(size.columns * cell.width) + 24;
  const height = size.rows * cell.height + 24;
  const look = {};
  const parts = [];
  lines.forEach((line, row) => {
    const y = 12 + row * cell.height;
    let column = 0;
    // oxlint-disable-next-line no-control-regex -- what switches colours
    line.split(/\u001B\[([\d;]*)m/).forEach((piece, at) => {
      if (at % 2 === 1) return apply(look, piece);
      const length = [...piece].length;
      const x = (12 + column * cell.width).toFixed(1);
      const span = (length * cell.width).toFixed(1);
      column += length;
      if (look.bg !== undefined && length > 0)
        parts.push(`<rect x="${x}" y="${y}" width="${span}" height="${cell.height}" fill="${look.bg}"/>`);
      if (piece.trim() === '') return undefined;
      const style = `${look.fg === undefined ? '' : ` fill="${look.fg}"`}${look.bold ? ' font-weight="bold"' : ''}`;
      parts.push(`<text x="${x}" y="${y + 13}" textLength="${span}"${style}>${escapeMarkup(piece)}</text>`);
      return undefined;
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="siis in a terminal">`,
    '<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="#1c2027"/>`,
    '<g fill="#d6dbe3">',
    ...parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const workspace = mkdtempSync(join(tmpdir(), 'siis-capture-'));
try {
  const command = `cd ${workspace}; XDG_STATE_HOME=${workspace} COLORTERM=truecolor ${process.execPath} ${join(root, 'bin/siis.js')} demo 2>/dev/null`;
  tmux('new-session', '-d', '-x', String(size.columns), '-y', String(size.rows), command);
  for (const { name, keys, wait } of pictures) {
    for (const key of keys) tmux('send-keys', ...(key === 'Enter' ? [key] : ['-l', key]));
    await sleep(wait);
    const file = join(root, 'docs/images', `${name}.svg`);
    writeFileSync(file, toSvg(tmux('capture-pane', '-e', '-N', '-p').split('\n').slice(0, size.rows)));
    console.error(`wrote docs/images/${name}.svg`);
  }
} finally {
  spawnSync('tmux', ['-L', `siis-capture-${process.pid}`, 'kill-server']);
  rmSync(workspace, { recursive: true, force: true });
}
