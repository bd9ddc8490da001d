import { expect, it } from 'vitest';
import { rewriteSpelling } from './spelling.ts';

const verbs = ['help', 'paper', 'backtest', 'import'];

it.each<[string, string]>([
  ['--profile x --paper', 'paper --profile x'],
  ['--paper --profile x --for 30s', 'paper --profile x --for 30s'],
  ['--profile=x --dry-run', 'paper --profile=x'],
  ['real --profile=x --paper-mode', 'paper --profile=x'],
  [
    'real --profile=x --backtest --from=2026-01 --to=2026-02 --timestep=60 --time-factor=0',
    'backtest --profile=x --from=2026-01 --to=2026-02 --timestep=60 --time-factor=0',
  ],
  ['real --profile=x --paper-mode --backtest --from=2026', 'backtest --profile=x --from=2026'],
  ['backtest x --from 2026', 'backtest x --from 2026'],
  ['paper --profile x', 'paper --profile x'],
  ['--help', '--help'],
  ['--json paper --profile x', '--json paper --profile x'],
  ['--profile x backtest', '--profile x backtest'],
  ['--profile x --help', '--profile x --help'],
  ['', ''],
])('reads "%s" as "%s"', (typed, meant) => {
  expect(rewriteSpelling(typed.split(' '), verbs).join(' ')).toBe(meant);
});

it.each(['--profile x', '--profile=x', '-p x', 'real --profile x', '--profile x --json'])(
  'asks "%s" what to do with the profile',
  (typed) => {
    expect(() => rewriteSpelling(typed.split(' '), verbs)).toThrow(
      'expected --paper or --backtest with --profile x, or: siis backtest x',
    );
  },
);

it('asks it of a profile that is called like a verb', () => {
  expect(() => rewriteSpelling(['--profile', 'paper'], verbs)).toThrow('or: siis backtest paper');
});
