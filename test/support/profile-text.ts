import { makeWorkspace, nativeImport } from './workspace.ts';
import { SiisError } from '../../src/util/errors.ts';
import { type LoadedProfile, type LoadOptions, loadProfile } from '../../src/config/load.ts';

/** A strategy with parameters of every kind. */
export const strategy = `import { defineStrategy, z } from 'siis';
export default defineStrategy({
  name: 'mine',
  params: z.object({
    fast: z.int().min(2).default(12),
    slow: z.int().min(3).default(26),
    mode: z.enum(['up', 'down']).default('up'),
    apiKey: z.string().optional(),
  }).refine(({ fast, slow }) => fast < slow, 'expected fast below slow'),
  setup: () => ({}),
});
`;

/** The least that a profile must have. */
export const minimal = 'instruments: [bitfinex:BTC/USD]\nstrategy: { use: ./strategies/mine.ts }\n';

/** A profile, and how it is loaded. */
export interface Given extends LoadOptions {
  readonly profile: string;
}

/** Loads a profile out of a workspace that has the strategy. */
export function load({ profile, ...options }: Given): Promise<LoadedProfile> {
  const workspace = makeWorkspace({ 'profiles/p.yaml': profile, 'strategies/mine.ts': strategy });
  return loadProfile('p', { cwd: workspace, env: {}, importModule: nativeImport, ...options });
}

/** What is wrong with a profile. */
export async function faultOf(given: Given): Promise<SiisError> {
  const error: unknown = await load(given).catch((thrown: unknown) => thrown);
  if (error instanceof SiisError) return error;
  throw new Error('expected a SiisError', { cause: error });
}
