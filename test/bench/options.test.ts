import { expect, it } from 'vitest';
import { readOptions, usage } from '../../bench/options.ts';
import { rows } from '../../bench/rows/index.ts';

it('takes all rows unless some are named', () => {
  expect(readOptions([])).toMatchObject({ chosen: rows, ticks: 100_000_000, rounds: 7 });
  expect(readOptions(['--quick', '--only', rows[1]!.name, '--ticks', '1_000'])).toMatchObject({
    chosen: [rows[1]],
    ticks: 1000,
    rounds: 3,
  });
});

it('asks for help', () => {
  expect(readOptions(['--help'])).toMatchObject({ help: true });
  for (const { name } of rows) expect(usage()).toContain(`  ${name} `);
});

it.each([
  [['--only', 'nope'], /^--only: expected some of these rows, came nope\nrows:\n {2}\w/],
  [['--ticks', '0'], /^--ticks: expected a whole number above 0, came 0$/],
  [['--rounds', 'x'], /^--rounds: expected a whole number above 0, came x$/],
  [['--moon'], /--moon[^]*npm run bench -- \[options\]/],
])('says what is wrong with %s', (args, message) => {
  expect(readOptions(args)).toMatch(message);
});
