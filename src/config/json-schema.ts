import { z } from 'zod';
import { profileSchema } from './profile.ts';

/** The JSON Schema of profiles, for editors: completion, help and checks while typing. */
export function profileJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(profileSchema, { io: 'input', reused: 'inline' });
  return { $schema, title: 'siis profile', description: 'What siis trades, with which strategy and how', ...rest };
}

/** The text of `profile.schema.json`. */
export function profileJsonSchemaText(): string {
  return `${JSON.stringify(profileJsonSchema(), undefined, 2)}\n`;
}

/** The first line of a profile, which tells editors where the schema is. */
export const schemaHeader = '# yaml-language-server: $schema=./profile.schema.json';
