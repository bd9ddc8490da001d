// Who may import whom. The floors are those of ARCHITECTURE.md (a test compares): a file imports from its own folder and
// from lower floors; never up, never sideways. The rooms of the composition are in order, too. Tests may look anywhere.
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const floors = read('scripts/floors.json');
const rooms = read('scripts/rooms.json');
const test = '\\.test\\.ts$';
const folders = floors.map((each) => each.folders);
const pure = folders.slice(0, 3).flat().join('|');
const belowSystem = folders
  .slice(
    0,
    floors.findIndex(({ floor }) => floor === 'composition'),
  )
  .flat()
  .join('|');

const floorRules = folders.flatMap((own, height) =>
  own.map((folder) => {
    const allowed = [folder, ...folders.slice(0, height).flat()];
    return {
      name: `floor-${height}-${folder}`,
      severity: 'error',
      comment: `src/${folder} may import only: ${allowed.join(', ')}`,
      from: { path: `^src/${folder}/`, pathNot: test },
      to: { path: '^src/', pathNot: `^src/(${allowed.join('|')})/` },
    };
  }),
);

const roomRules = rooms.map((room, index) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `src/system/${room} may import only from the rooms before it: ${rooms.slice(0, index).join(', ')}`,
  from: { path: `^src/system/${room}/`, pathNot: test },
  to: { path: `^src/system/(${rooms.slice(index + 1).join('|') || '-'})/` },
}));

export default {
  forbidden: [
    ...floorRules,
    ...roomRules,
    {
      name: 'pure-floors-touch-nothing',
      severity: 'error',
      comment: `${pure.replaceAll('|', ', ')}: no package and no node: module`,
      from: { path: `^src/(${pure})/`, pathNot: test },
      to: { pathNot: '^src/' },
    },
    {
      name: 'public-surface',
      severity: 'error',
      comment: 'src/index.ts offers what lies below the composition',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: '^src/', pathNot: `^src/(${belowSystem})/` },
    },
    {
      name: 'siblings-are-strangers',
      severity: 'error',
      comment: 'one connector or strategy never imports another',
      from: { path: '^src/(connector|strategy/catalog)/([^/]+)/' },
      to: { path: '^src/$1/[^/]+/', pathNot: '^src/$1/$2/' },
    },
    {
      name: 'the-program-is-closed',
      severity: 'error',
      comment: 'src and bin never import tests, scripts or benchmarks',
      from: { path: '^(src|bin)/', pathNot: test },
      to: { path: `^(test|scripts|bench)/|${test}` },
    },
    {
      name: 'no-development-package',
      severity: 'error',
      comment: 'what a user installs must be enough to run',
      from: { path: '^(src|bin)/', pathNot: test },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-cycle', severity: 'error', from: { pathNot: test }, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'every import leads somewhere',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
