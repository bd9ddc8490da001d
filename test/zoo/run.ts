import { bugs } from './bugs.ts';
import { plantAll } from './plant.ts';

/*
 * `npm run zoo [-- <words>]`: plants every bug whose name holds the words in a copy of the sources, and runs the test that must fail
 * then. Ends with 1 when one is missed.
 */

const wanted = process.argv.slice(2).join(' ');
const outcomes = await plantAll(
  bugs.filter(({ name }) => name.includes(wanted)),
  ({ bug, result, said }) => process.stdout.write(`${result}  ${bug.name}  (${bug.caughtBy.test})\n${said}`),
);
const missed = outcomes.filter(({ result }) => result !== 'caught').length;
process.stdout.write(`${outcomes.length - missed} caught, ${missed} missed\n`);
process.exitCode = missed === 0 ? 0 : 1;
