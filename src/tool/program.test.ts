import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { type Chosen, parseCommandLine, toUsage } from './program.ts';

function parse(typed: string): { readonly chosen: Chosen | undefined; readonly printed: string } {
  let printed = '';
  const print = (text: string): void => void (printed += text);
  const chosen = parseCommandLine(typed.split(' '), { version: '1.2.3', print });
  return { chosen, printed };
}

function faultOf(typed: string): string {
  try {
    parse(typed);
  } catch (error) {
    if (error instanceof CommanderError) return toUsage(error, typed.split(' '))?.message ?? 'none';
    throw error;
  }
  throw new Error(`expected a fault, came none: ${typed}`);
}

describe('parseCommandLine', () => {
  it('finds the verb, its arguments and its options', () => {
    const { chosen } = parse('backtest x --from 2026 --set a=1 --set b=[1,2] --json');
    expect([chosen?.verb.name, chosen?.args]).toEqual(['backtest', ['x']]);
    expect(chosen?.options).toMatchObject({ from: '2026', set: ['a=1', 'b=[1,2]'], json: true });
  });

  it('takes common options before and after the verb', () => {
    for (const typed of ['--json --workspace w doctor', 'doctor --json --workspace w', 'doctor --json --userdir w']) {
      const { options } = parse(typed).chosen!;
      expect([options['json'], options['workspace'] ?? options['userdir']]).toEqual([true, 'w']);
    }
  });

  it('tells verbs below a verb from its arguments', () => {
    expect(parse('check x').chosen).toMatchObject({ verb: { name: 'check' }, args: ['x'] });
    expect(parse('check lookahead x').chosen).toMatchObject({ verb: { name: 'check lookahead' }, args: ['x'] });
    expect(parse('check data').chosen).toMatchObject({ verb: { name: 'check data' }, args: [] });
    expect(parse('config show x --resolved').chosen).toMatchObject({ verb: { name: 'config show' }, args: ['x'] });
  });

  it('keeps words after -- as they are', () => {
    expect(parse('__complete -- backtest --fr').chosen?.args).toEqual(['backtest', '--fr']);
  });

  it.each([
    ['bactest x', "unknown verb 'bactest' (did you mean backtest?)"],
    ['help nosuch', "unknown verb 'nosuch'; see: siis help"],
    ['help bactest', "unknown verb 'bactest' (did you mean 'backtest'?)"],
    ['backtest --fro 2026', "unknown option '--fro' (did you mean --from?)"],
    ['backtest x y', "too many arguments for 'backtest'. Expected 1 argument but got 2: x, y; see: siis help"],
    ['import', "missing required argument 'files'; see: siis help"],
    ['backtest --from', "option '--from <time>' argument missing; see: siis help"],
    ['completion tcsh', /argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish/],
    [
      '--log-format xml doctor',
      /option '--log-format <format>' argument 'xml' is invalid. Allowed choices are text, json/,
    ],
    ['config', /expected a verb after it/],
    ['config shw', "unknown verb 'shw' (did you mean show?)"],
  ])('refuses "%s"', (typed, said) => {
    if (typeof said === 'string') expect(faultOf(typed)).toBe(said);
    else expect(faultOf(typed)).toMatch(said);
  });

  it('prints help and the version without choosing a verb', () => {
    expect(() => parse('--version')).toThrow(CommanderError);
    expect(() => parse('backtest --help')).toThrow(CommanderError);
    const printed: string[] = [];
    expect(parseCommandLine([], { version: '1', print: (text) => void printed.push(text) })).toBeUndefined();
    expect(printed.join('')).toMatch(/^Usage: siis /);
    expect(printed.join('')).not.toContain('__complete');
  });
});
