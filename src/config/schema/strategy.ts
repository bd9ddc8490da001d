import { z } from 'zod';
import { instrument, text } from './leaf.ts';

const paramsSchema = z.record(z.string(), z.unknown(), { error: 'expected a map of parameters' });

/** One strategy of a profile. */
export const strategyUseSchema = z.strictObject({
  use: text('the name of a strategy, or a file such as ./strategies/mine.ts').describe(
    "A strategy of the catalog, or a .ts, .js or .mjs file relative to the profile's file, else to the workspace",
  ),
  name: text('a name').exactOptional().describe("Unique within the profile. Default: the strategy's own name"),
  instruments: z
    .array(instrument(), { error: 'expected a list of instruments' })
    .min(1, { error: 'expected one instrument or more' })
    .exactOptional()
    .describe('What it trades. Default: all instruments of the profile'),
  context: text('the name of a context').exactOptional().describe('One of `contexts`, for entries that name none'),
  params: paramsSchema.default({}).describe('Checked by the schema of the strategy; see `siis strategies`'),
});
