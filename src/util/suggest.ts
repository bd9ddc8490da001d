/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, k) => k)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) row.push(cell(rows, row, { from, to, i, j }));
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}

function cell(
  rows: readonly number[][],
  row: readonly number[],
  at: { readonly from: string; readonly to: string; readonly i: number; readonly j: number },
): number {
  const { from, to, i, j } = at;
  const same = from[i - 1] === to[j - 1];
  const best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
  const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
  return swapped ? Math.min(best, rows[i - 2]![j - 2]! + 1) : best;
}

/** The word of `known` that was probably meant by `word`; `undefined` when none is near. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const wanted = plainWord(word);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length * 0.4)) + 1;
  for (const each of known) {
    const cost = distance(wanted, plainWord(each));
    if (cost < least) [best, least] = [each, cost];
  }
  return best ?? [...known].find((each) => wanted.length >= 3 && plainWord(each).includes(wanted));
}

/** `max-daily_loss` and `maxDailyLoss` are the same word. */
export function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** ` (did you mean 'x'?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = suggest(word, known);
  return found === undefined ? '' : ` (did you mean '${found}'?)`;
}
