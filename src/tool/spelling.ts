import { SiisError } from '../util/errors.ts';

const paperFlags = ['--paper', '--paper-mode', '--dry-run'];
const backtestFlag = '--backtest';
const profileFlag = /^(?:-p|--profile)(?:=(.*))?$/;

/**
 * Other ways to say the same thing, put into ours:
 *
 * - `siis --profile x --paper` (also `--paper-mode`, `--dry-run`) is `siis paper --profile x`
 * - `siis real --profile=x --paper-mode` names an identity first; paper and backtest need none, so it is dropped
 * - `siis real --profile=x --backtest --from=… --to=…` is `siis backtest --profile=x --from=… --to=…`
 *
 * A command line that begins with a verb is left as it is.
 *
 * @throws SiisError USAGE for a profile without anything that says what to do with it
 */
export function rewriteSpelling(args: readonly string[], verbs: readonly string[]): readonly string[] {
  const [first] = args;
  if (first !== undefined && verbs.includes(first)) return args;
  const isBacktest = args.includes(backtestFlag);
  const isPaper = args.some((arg) => paperFlags.includes(arg));
  if (!isBacktest && !isPaper) {
    refuseModeless(args, verbs);
    return args;
  }
  const named = first !== undefined && !first.startsWith('-') ? args.slice(1) : args;
  const rest = named.filter((arg) => arg !== backtestFlag && !paperFlags.includes(arg));
  return [isBacktest ? 'backtest' : 'paper', ...rest];
}

function refuseModeless(args: readonly string[], verbs: readonly string[]): void {
  const at = args.findIndex((arg) => profileFlag.test(arg));
  if (at < 0) return;
  const own = profileFlag.exec(args[at]!)?.[1];
  const name = own ?? args[at + 1] ?? 'NAME';
  // A profile may be called like a verb.
  const words = args.filter((_arg, k) => k !== at && (own !== undefined || k !== at + 1));
  if (words.some((word) => verbs.includes(word) || word === '--help' || word === '-h')) return;
  throw new SiisError('USAGE', `expected --paper or --backtest with --profile ${name}, or: siis backtest ${name}`);
}
