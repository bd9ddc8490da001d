import { parseArgs } from 'node:util';
import type { Row } from './row.ts';
import { rows } from './rows/index.ts';

/** What a benchmark run is asked for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** Measures processor time instead of wall time. */
  readonly processor: boolean;
  readonly chosen: readonly Row[];
  readonly ticks: number;
  readonly rounds: number;
}

const known = {
  help: { type: 'boolean', short: 'h', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string' },
  ticks: { type: 'string' },
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  processor: { type: 'boolean', default: false },
} as const;

/** The options of a command line, or what is wrong with it, in words. */
export function readOptions(args: readonly string[]): BenchOptions | string {
  const values = parsed(args);
  if (typeof values === 'string') return values;
  const ticks = whole(values.ticks ?? (values.quick ? '5000000' : '100000000'));
  if (ticks === undefined) return `--ticks: expected a whole number above 0, came ${values.ticks}`;
  const rounds = whole(values.rounds ?? (values.quick ? '3' : '7'));
  if (rounds === undefined) return `--rounds: expected a whole number above 0, came ${values.rounds}`;
  const names = values.only?.split(',');
  const stranger = names?.find((name) => !rows.some((row) => row.name === name));
  if (stranger !== undefined) return `--only: expected some of these rows, came ${stranger}\n${rowList()}`;
  const chosen = names === undefined ? rows : rows.filter((row) => names.includes(row.name));
  return { help: values.help, json: values.json, processor: values.processor, chosen, ticks, rounds };
}

/** How the benchmarks are called, with the rows there are. */
export function usage(): string {
  return `npm run bench -- [options]

  --only ROW,ROW   these rows only
  --quick          5 million ticks and 3 rounds, for a first look
  --ticks N        ticks of the long tapes (default 100000000)
  --rounds N       rounds of each row; the median counts (default 7)
  --processor      processor time instead of wall time
  --json           the figures as JSON
  -h, --help       this page

${rowList()}
`;
}

function rowList(): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return ['rows:', ...rows.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`)].join('\n');
}

type Values = ReturnType<typeof parseArgs<{ options: typeof known }>>['values'];

function parsed(args: readonly string[]): Values | string {
  try {
    return parseArgs({ args: [...args], options: known }).values;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${usage()}`;
  }
}

function whole(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isInteger(value) && value >= 1 ? value : undefined;
}
