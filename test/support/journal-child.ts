import { writeSync } from 'node:fs';
import { Journal } from '../../src/database/journal/journal.ts';
import { recoverJournal } from '../../src/database/journal/recovery.ts';
import { Random } from '../../src/util/random.ts';
import { numberIn, numberPayload, numbersOf } from './journal-numbers.ts';

/*
 * A session that does nothing but count into its journal, until it is killed: started by test/heavy/journal.test.ts with a folder,
 * a seed, and `prune` when it is to keep snapshots. Says each number once it is committed.
 */

const [folder = '', seed = '', mode = ''] = process.argv.slice(2);
const random = new Random(seed);
const options = { folder, session: 'torture', segmentBytes: 20_000, bufferBytes: 2000 };

say('open');
const journal = Journal.open(options);
const recovery = recoverJournal(options);
let last = numbersOf(recovery).at(-1) ?? numberIn(recovery.snapshot?.state);
for (let turn = 1; ; turn++) {
  const size = 1 + random.below(5);
  for (let k = 0; k < size; k++) journal.append(numberPayload(++last, random.below(900)), last);
  journal.commit();
  say(String(last));
  if (mode !== 'prune' || random.below(30) > 0) continue;
  journal.snapshot(numberPayload(last, random.below(9000)).bytes);
  journal.prune();
}

function say(word: string): void {
  writeSync(1, `${word}\n`);
}
