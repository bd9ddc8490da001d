import { z } from 'zod';
import { number } from './leaf.ts';

/** How the records of paper sessions are kept. */
export const journalSchema = z.strictObject({
  segmentMiB: number({ above: 0, max: 1024 })
    .default(64)
    .describe('The record goes on in another file once one has so many MiB'),
  keepDays: number({ above: 0 })
    .exactOptional()
    .describe('Sessions whose record was last written so many days ago are removed. Default: kept'),
  keepMiB: number({ above: 0 })
    .exactOptional()
    .describe('The oldest sessions are removed until the records of all but the last take no more. Default: kept'),
});

export type JournalProfile = z.output<typeof journalSchema>;
