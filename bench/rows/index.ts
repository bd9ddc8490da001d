import type { Row } from '../row.ts';
import { barRows } from './bars.ts';
import { journalRows } from './journal.ts';
import { processRows } from './process.ts';
import { recoveryRows } from './recovery.ts';
import { storageRows } from './storage.ts';
import { terminalRows } from './terminal.ts';
import { tickRows } from './ticks.ts';
import { workerRows } from './worker.ts';

/** Every row, in the order they are measured and printed. */
export const rows: readonly Row[] = [
  ...tickRows,
  ...barRows,
  ...storageRows,
  ...journalRows,
  ...recoveryRows,
  ...workerRows,
  ...terminalRows,
  ...processRows,
];
