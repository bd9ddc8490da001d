import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Settings } from './state.ts';

const order = z.object({ column: z.string(), isDescending: z.boolean() });
const schema = z.object({
  view: z.string().default('home'),
  theme: z.string().default('dark'),
  options: z
    .object({ measure: z.enum(['money', 'percent', 'pip']), dates: z.enum(['time', 'date', 'ago', 'full']) })
    .default({ measure: 'money', dates: 'time' }),
  history: z.array(z.string().max(500)).max(200).default([]),
  sorts: z.record(z.string(), order).default({}),
  hidden: z.record(z.string(), z.array(z.string())).default({}),
  pinned: z.record(z.string(), z.array(z.string())).default({}),
  groups: z.record(z.string(), z.string()).default({}),
  chart: z.object({ instrument: z.string(), timeframe: z.string().optional() }).default({ instrument: '' }),
  aliases: z.record(z.string(), z.string().max(500)).default({}),
  popups: z.boolean().default(false),
  sound: z.boolean().default(false),
});

/** What a person set the last time; as new where there is nothing, or nothing that can be read. */
export function readSettings(file: string | undefined): Settings {
  if (file === undefined) return schema.parse({});
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return schema.parse({});
  }
}

/** Remembers what a person set. A place that cannot be written is no reason to fail. */
export function writeSettings(file: string | undefined, settings: Settings): void {
  if (file === undefined) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 });
  } catch {
    // It was only for comfort.
  }
}
