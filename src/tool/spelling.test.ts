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
  ['real --profile x', 'real --profile x'],
  ['', ''],
])('reads "%s" as "%s"', (typed, meant) => {
  expect(rewriteSpelling(typed.split(' '), verbs).join(' ')).toBe(meant);
});
