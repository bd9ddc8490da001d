import { plainName } from './header.ts';
import type { Sample } from './sample.ts';

/** Columns that only changes and pictures of an order book have. */
const bookNames = new Set(
  'issnapshot updatetype firstupdateid lastupdateid finalupdateid prevupdateid bids asks'.split(' '),
);

/**
 * What shows that a file holds order books: their rows have price and quantity as trades have, but nobody traded there.
 * `undefined` for all else.
 */
export function bookSign(sample: Sample): string | undefined {
  const [first = []] = sample.rows;
  const names = sample.keys.length > 0 ? sample.keys : first;
  const column = names.find((name) => bookNames.has(plainName(name)) || /^(?:bids|asks)\[\d+\]/i.test(name));
  if (column !== undefined) return `column ${column}`;
  // Messages of a venue, one a line: levels are lists in lists.
  const index = sample.keys.findIndex((_key, k) =>
    /^order_?book|^\[\s*\[|"(?:b|a|bids|asks)"\s*:\s*\[/i.test(first[k] ?? ''),
  );
  return index < 0 ? undefined : `${sample.keys[index]}: ${first[index]!.slice(0, 40)}`;
}
