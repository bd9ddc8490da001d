const paperFlags = ['--paper', '--paper-mode', '--dry-run'];
const backtestFlag = '--backtest';

/**
 * Other ways to say the same thing, put into ours:
 *
 * - `siis --profile x --paper` (also `--paper-mode`, `--dry-run`) is `siis paper --profile x`
 * - `siis real --profile=x --paper-mode` names an identity first; paper and backtest need none, so it is dropped
 * - `siis real --profile=x --backtest --from=… --to=…` is `siis backtest --profile=x --from=… --to=…`
 *
 * A command line that begins with a verb is left as it is.
 */
export function rewriteSpelling(args: readonly string[], verbs: readonly string[]): readonly string[] {
  const [first] = args;
  if (first !== undefined && verbs.includes(first)) return args;
  const isBacktest = args.includes(backtestFlag);
  const isPaper = args.some((arg) => paperFlags.includes(arg));
  if (!isBacktest && !isPaper) return args;
  const named = first !== undefined && !first.startsWith('-') ? args.slice(1) : args;
  const rest = named.filter((arg) => arg !== backtestFlag && !paperFlags.includes(arg));
  return [isBacktest ? 'backtest' : 'paper', ...rest];
}
