import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import floors from '../scripts/floors.json' with { type: 'json' };
import rooms from '../scripts/rooms.json' with { type: 'json' };
import { root } from './support/source.ts';

interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const folders = floors.map((each) => each.folders);
const tree = mkdtempSync(join(tmpdir(), 'siis-floors-'));
const broken: Violation[] = [];
let violations: readonly Violation[] = [];

function write(path: string, text = 'export {};\n'): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

/** Plants `from`, which imports `to`, and expects the rule to refuse it. */
function plant(rule: string, from: string, to: string, specifier?: string): void {
  const up = '../'.repeat(from.split('/').length - 1);
  write(from, `import '${specifier ?? `${up}${to}`}';\n`);
  broken.push({ rule, from, to });
}

/** Everything that a folder may import, and the nearest things that it may not. */
function plantFloors(): void {
  folders.forEach((own, height) => {
    for (const folder of own) {
      const allowed = [...folders.slice(0, height).flat(), folder];
      write(`src/${folder}/target.ts`);
      write(`src/${folder}/legal.ts`, allowed.map((each) => `import '../${each}/target.ts';\n`).join(''));
      write(`src/${folder}/free.test.ts`, "import '../tool/target.ts';\n");
      const above = folders[height + 1]?.[0];
      const beside = own.find((each) => each !== folder);
      for (const other of [above, beside]) {
        if (other === undefined) continue;
        plant(`floor-${height}-${folder}`, `src/${folder}/to-${other}.ts`, `src/${other}/target.ts`);
      }
    }
  });
}

/** Each room of the composition imports from those before it, and not from the next. */
function plantRooms(): void {
  rooms.forEach((room, index) => {
    write(`src/system/${room}/target.ts`);
    const allowed = rooms.slice(0, index + 1);
    write(`src/system/${room}/legal.ts`, allowed.map((each) => `import '../${each}/target.ts';\n`).join(''));
    const above = rooms[index + 1];
    if (above !== undefined)
      plant(`room-${room}`, `src/system/${room}/to-${above}.ts`, `src/system/${above}/target.ts`);
  });
}

function plantOthers(): void {
  for (const folder of folders.slice(0, 3).flat()) {
    plant('pure-floors-touch-nothing', `src/${folder}/reads.ts`, 'fs', 'node:fs');
    plant('pure-floors-touch-nothing', `src/${folder}/parses.ts`, 'zod', 'zod');
  }
  write('src/strategy/catalog/one/one.ts', "import '../../target.ts';\n");
  write('src/connector/one/one.ts');
  plant('siblings-are-strangers', 'src/strategy/catalog/two/two.ts', 'src/strategy/catalog/one/one.ts');
  plant('siblings-are-strangers', 'src/connector/two/two.ts', 'src/connector/one/one.ts');
  plant('public-surface', 'src/index.ts', 'src/system/target.ts');
  write('test/support/target.ts');
  write('bench/target.ts');
  plant('the-program-is-closed', 'src/tool/helped.ts', 'test/support/target.ts');
  plant('the-program-is-closed', 'src/tool/timed.ts', 'bench/target.ts');
  plant('the-program-is-closed', 'src/tool/tested.ts', 'src/tool/free.test.ts');
  plant('no-development-package', 'src/tool/checked.ts', 'fast-check', 'fast-check');
  plant('resolvable', 'src/tool/lost.ts', './nowhere.ts', './nowhere.ts');
  plant('no-cycle', 'src/tool/egg.ts', 'src/tool/hen.ts');
  write('src/tool/hen.ts', "import './egg.ts';\n");
}

function cruise(): Violation[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(root, '.dependency-cruiser.mjs');
  const args = [program, 'src', '--config', config, '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (stdout === '') throw new Error(stderr);
  const report: { summary: { violations: { rule: { name: string }; from: string; to: string }[] } } =
    JSON.parse(stdout);
  return report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

beforeAll(() => {
  plantFloors();
  plantRooms();
  plantOthers();
  for (const file of ['package.json', 'tsconfig.json']) copyFileSync(join(root, file), join(tree, file));
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
  violations = cruise();
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the floors', () => {
  it('refuse every planted violation, by the name of its rule', () => {
    const missed = broken.filter(
      ({ rule, from, to }) =>
        !violations.some((each) => each.rule === rule && each.from === from && each.to.includes(to)),
    );
    expect(broken.length).toBeGreaterThan(40);
    expect(missed).toEqual([]);
  });

  it('refuse nothing else: imports downwards, within a folder and from tests are free', () => {
    const planted = new Set(broken.map(({ from }) => from));
    expect(violations.filter(({ from }) => !planted.has(from))).toEqual([]);
  });
});
