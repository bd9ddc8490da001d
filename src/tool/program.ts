import { Argument, Command, type CommanderError, Option } from 'commander';
import { SiisError } from '../util/errors.ts';
import { didYouMean } from '../util/suggest.ts';
import { verbs } from './verb/index.ts';
import { commonOptions } from './verb/shared-options.ts';
import type { ArgumentSpec, OptionSpec, Verb } from './verb/verb.ts';

/** A verb with what was typed for it. */
export interface Chosen {
  readonly verb: Verb;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Groups that hold verbs and do nothing by themselves. */
const groups: Readonly<Record<string, string>> = { config: 'Look at the configuration' };

/**
 * The parser of the command line. Help and version are printed by it; then there is nothing to run.
 *
 * @throws CommanderError for help, version, and a wrong command line: see `toUsage`.
 */
export function parseCommandLine(
  args: readonly string[],
  facts: { readonly version: string; readonly print: (text: string) => void },
): Chosen | undefined {
  const chosen: Chosen[] = [];
  const program = new Command('siis')
    .description('Backtests, paper trades and explains trading strategies')
    .version(facts.version, '--version', 'Print the version')
    .helpOption('-h, --help', 'Print help')
    .helpCommand('help [verb]', 'Print help for a verb')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: facts.print, writeErr: () => undefined })
    .exitOverride();
  for (const option of commonOptions) program.addOption(makeOption(option));
  for (const verb of verbs) addVerb(program, verb, (found) => chosen.push(found));
  if (args.length === 0) {
    facts.print(program.helpInformation());
    return undefined;
  }
  program.parse(args, { from: 'user' });
  return chosen[0];
}

function addVerb(program: Command, verb: Verb, choose: (chosen: Chosen) => void): void {
  const [first, second] = verb.name.split(' ');
  const parent = second === undefined ? program : groupOf(program, first!);
  const command = parent.command(second ?? first!, { hidden: verb.isHidden === true });
  command
    .summary(verb.summary)
    .description([verb.summary, verb.details].filter((each) => each !== undefined).join('\n\n'));
  command.allowExcessArguments(false).configureHelp({ showGlobalOptions: true }).exitOverride();
  for (const argument of verb.args) command.addArgument(makeArgument(argument));
  for (const option of verb.options) command.addOption(makeOption(option));
  if (verb.examples.length > 0)
    command.addHelpText('after', `\nExamples:\n${verb.examples.map((each) => `  ${each}`).join('\n')}`);
  if (verb.isHidden === true) command.allowUnknownOption().helpOption(false);
  command.action(() => choose({ verb, args: command.args, options: command.optsWithGlobals() }));
}

function groupOf(program: Command, name: string): Command {
  const found = program.commands.find((each) => each.name() === name);
  if (found !== undefined) return found;
  return program
    .command(name)
    .description(groups[name] ?? '')
    .exitOverride();
}

function makeOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.text);
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.isHidden === true) option.hideHelp();
  if (spec.repeats === true) {
    option.argParser((value: string, before: unknown) => [...(Array.isArray(before) ? before.map(String) : []), value]);
  }
  return option;
}

function makeArgument(spec: ArgumentSpec): Argument {
  const argument = new Argument(spec.name, spec.text);
  if (spec.choices !== undefined) argument.choices(spec.choices);
  return argument;
}

/** A wrong command line as an error of ours; `undefined` when help or the version was printed. @param args what was typed */
export function toUsage(error: CommanderError, args: readonly string[] = []): SiisError | undefined {
  if (error.exitCode === 0) return undefined;
  const [verb, word] = args.filter((each) => !each.startsWith('-'));
  if (error.code === 'commander.help' && verb === 'help' && word !== undefined) {
    const names = verbs.filter(({ isHidden }) => isHidden !== true).map(({ name }) => name.split(' ')[0]!);
    return new SiisError('USAGE', `unknown verb '${word}'${didYouMean(word, names) || '; see: siis help'}`);
  }
  if (error.code === 'commander.help') return new SiisError('USAGE', 'expected a verb after it; see: siis help');
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = /Did you mean (.+)\?/.exec(rest.join(' '))?.[1];
  const said = hint === undefined ? '; see: siis help' : ` (did you mean ${hint}?)`;
  return new SiisError('USAGE', `${first.replace('unknown command', 'unknown verb').replace(/\.$/, '')}${said}`);
}
