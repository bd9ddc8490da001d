import { dirname } from 'node:path';
import type { z } from 'zod';
import type { InstrumentId } from '../market/instrument.ts';
import type { StrategyDefinition } from '../strategy/strategy.ts';
import { problemsOf, type Path, type Problem } from './issues.ts';
import { loadStrategy, type FoundStrategy, type ImportModule } from './strategy-loader.ts';

/** A strategy of a profile, ready to run: its code, its checked parameters and what it trades. */
export interface LoadedStrategy {
  readonly use: string;
  /** Unique in the profile. */
  readonly name: string;
  readonly definition: StrategyDefinition;
  /** Checked by the strategy's schema, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly instruments: readonly InstrumentId[];
  /** Context of entries that name none. */
  readonly context?: string;
  /** Where its code came from; `undefined` for the catalog. Another thread loads it from there again. */
  readonly file: string | undefined;
}

/** A strategy as a profile names it, before anything of it is trusted. */
export interface WrittenStrategy {
  readonly path: Path;
  readonly use: string;
  readonly params: unknown;
}

/** What came of loading one: its code and parameters, or what is wrong with either. */
export interface LoadAttempt {
  readonly found: FoundStrategy | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** Whatever kept the code from loading. */
  readonly error: unknown;
}

/** Finds the code of one strategy and checks its parameters. Never throws: what is wrong is in the answer. */
export async function attemptStrategy(
  written: WrittenStrategy,
  where: { readonly file: string; readonly workspace: string; readonly importModule?: ImportModule },
): Promise<LoadAttempt> {
  const base = [dirname(where.file), where.workspace];
  const { importModule } = where;
  try {
    const found = await loadStrategy(written.use, { base, ...(importModule === undefined ? {} : { importModule }) });
    return { found, error: undefined, ...checkParams(found.definition, written) };
  } catch (error) {
    return { found: undefined, params: {}, problems: [], error };
  }
}

/** Checks what is written of a strategy's parameters by its own schema. */
export function checkParams(
  { params: declared }: StrategyDefinition,
  { path, params }: Pick<WrittenStrategy, 'path' | 'params'>,
): Pick<LoadAttempt, 'params' | 'problems'> {
  const schema = strict(declared);
  const given = params ?? {};
  const problems = problemsOf(schema, given);
  if (problems.length > 0) {
    return { params: {}, problems: problems.map((each) => ({ ...each, path: [...path, 'params', ...each.path] })) };
  }
  return { params: schema.parse(given), problems: [] };
}

/** Unknown parameters are refused also where a strategy's author forgot to say so. */
function strict(schema: z.ZodObject): z.ZodObject {
  return schema.def.catchall === undefined ? schema.strict() : schema;
}
