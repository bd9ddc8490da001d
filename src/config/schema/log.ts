import { z } from 'zod';
import { integer, number } from './leaf.ts';

/** How much is told, the most first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** How the log of paper sessions is kept. */
export const logSchema = z.strictObject({
  level: z
    .enum(logLevels)
    .default('info')
    .describe('What is written: this and all that is worse. `-v` is debug, `-q` is warn'),
  maxMiB: number({ above: 0, max: 1024 })
    .default(10)
    .describe('The log goes on in another file once it has so many MiB'),
  keep: integer({ min: 0, max: 100 }).default(5).describe('How many older files of the log are kept'),
});

export type LogProfile = z.output<typeof logSchema>;
