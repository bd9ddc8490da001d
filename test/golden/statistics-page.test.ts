import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tearSheet } from '../../src/statistic/tear-sheet.ts';
import { sampleRun } from '../support/sample-run.ts';

/** `docs/reference/statistics.md` and the tear sheet name the same keys. */

const page = readFileSync(resolve(import.meta.dirname, '../../docs/reference/statistics.md'), 'utf8');

/** Names in the first column of the tables under the headings that `chosen` accepts. */
function documented(chosen: (title: string) => boolean): string[] {
  const sections = page.split(/^## /m).filter((section) => chosen(section.split('\n')[0] ?? ''));
  const cells = sections.flatMap((section) => [...section.matchAll(/^\| (`[^|]*) \|/gm)].map((found) => found[1] ?? ''));
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map((found) => found[1] ?? ''));
}

describe('the page about statistics', () => {
  const found = tearSheet(sampleRun(), { resamples: 50 });

  it('explains every key of the JSON result once, and no other', () => {
    const keys = documented((title) => title !== 'Cuts');
    expect(keys.toSorted()).toEqual(Object.keys(found).filter((key) => key !== 'cuts').toSorted());
  });

  it('explains the cuts and the fields of their rows', () => {
    for (const name of Object.keys(found.cuts)) expect(page).toContain(`\`${name}\``);
    const fields = Object.keys(found.cuts.month[0] ?? {}).toSorted();
    expect(documented((title) => title === 'Cuts').toSorted()).toEqual(fields);
  });

  it('names the fields of drawdowns and of buy and hold', () => {
    for (const field of Object.keys(found.drawdowns[0] ?? {})) expect(page).toContain(`\`${field}\``);
    for (const field of Object.keys(found.buyAndHold[0] ?? {})) expect(page).toContain(`\`${field}\``);
  });

  it('shows the conventions line as it is printed', () => {
    expect(page).toContain(`    conventions: ${found.conventions}\n`);
  });
});
