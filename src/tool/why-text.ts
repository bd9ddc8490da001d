import { formatTime } from '../config/time.ts';
import { moneyToText } from '../market/money.ts';
import { moment, readingWords, viewWords } from '../system/why/decision-words.ts';
import type { IdleAnswer } from '../system/why/idle-answer.ts';
import type { RollEntry } from '../system/why/roll.ts';
import type { Explanation } from '../system/why/step.ts';

/** Trades that a list shows to a person. */
const shown = 20;

/** An explanation for people: a line a step, with the market time where it changes. @param source session or backtest */
export function explanationText(
  { kind, id, strategy, instrument, outcome, steps }: Explanation,
  source: string,
): string {
  const of = strategy === undefined ? instrument : `${strategy} on ${instrument}`;
  const lines = [`${kind} ${id}: ${of}; ${outcome}`, `  ${source}`];
  let time = NaN;
  for (const step of steps) {
    if (step.time !== time) lines.push('', moment(step.time));
    ({ time } = step);
    const [first = '', ...rest] = step.words;
    lines.push(`  ${first}`, ...rest.map((each) => `      ${each}`));
  }
  return lines.join('\n');
}

/** Why nothing was traded, for people. @param at ms */
export function idleText(answers: readonly IdleAnswer[], at: number, source: string): string {
  const parts = answers.map(({ strategy, instrument, reasons, decision, readings }) => {
    const seen =
      decision === undefined
        ? readings.map((each) => `      ${readingWords(each)}`)
        : viewWords(decision).map((each) => `      ${each}`);
    const view = seen.length === 0 ? [] : ['  what it looks at:', ...seen];
    return [`${strategy} on ${instrument}:`, ...reasons.map(({ words }) => `  ${words}`), ...view].join('\n');
  });
  return [`at ${formatTime(at)}, ${source}`, ...parts].join('\n\n');
}

/** The last trades, for people. */
export function rollText(entries: readonly RollEntry[], source: string): string {
  if (entries.length === 0) return `no trade was wished for, ${source}`;
  const rows = entries.slice(-shown).map(({ id, instrument, direction, time, state, profit, reason }) => {
    const won = state === 'closed' ? `profit ${moneyToText(profit)}` : '';
    const why = reason === undefined ? '' : `(${reason})`;
    return ['  ', moment(time).padEnd(24), id.padEnd(14), instrument.padEnd(18), direction.padEnd(6), state, won, why]
      .filter((each) => each !== '')
      .join(' ')
      .trimEnd();
  });
  const left = entries.length - rows.length;
  const more = left === 0 ? [] : [`  … ${left} before them; --json lists all`];
  return [`${entries.length} trades, ${source}`, ...more, ...rows].join('\n');
}
