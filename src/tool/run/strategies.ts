import { resolve } from 'node:path';
import { z } from 'zod';
import { unwrap, type Schema } from '../../config/schema/walk.ts';
import { catalogNames, loadStrategy } from '../../config/strategy-loader.ts';
import type { StrategyDefinition } from '../../strategy/strategy.ts';
import type { Call } from '../call.ts';
import { workspaceOf } from './profile-request.ts';

/** `siis strategies [NAME]` */
export async function runStrategiesVerb(call: Call): Promise<number> {
  const base = [process.cwd(), resolve(workspaceOf(call))];
  const names = call.args.length === 0 ? catalogNames() : call.args;
  const found = await Promise.all(names.map((name) => loadStrategy(name, { base })));
  const definitions = found.map(({ definition }) => definition);
  if (call.out.json) call.out.printJson(definitions.map(toPlain));
  else call.out.print((call.args.length === 0 ? list(definitions) : definitions.map(details)).join('\n'));
  return 0;
}

function toPlain({ name, description, params }: StrategyDefinition): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(params, { io: 'input' });
  return { name, description, params: schema };
}

function list(definitions: readonly StrategyDefinition[]): string[] {
  const width = Math.max(...definitions.map(({ name }) => name.length));
  return definitions.map(({ name, description }) => `${name.padEnd(width)}  ${description ?? ''}`.trimEnd());
}

function details({ name, description, params }: StrategyDefinition): string {
  const rows = Object.entries(params.shape).map(([key, schema]) => [key, valueOf(schema), textOf(schema)] as const);
  const widths = [0, 1].map((at) => Math.max(0, ...rows.map((row) => row[at]!.length)));
  const lines = rows.map(([key, value, text]) =>
    `  ${key.padEnd(widths[0]!)}  ${value.padEnd(widths[1]!)}  ${text}`.trimEnd(),
  );
  return [`${name}: ${description ?? ''}`.trimEnd(), ...lines].join('\n');
}

function textOf(schema: Schema): string {
  const { description, def } = unwrap(schema);
  const choices = def.type === 'enum' ? ` (${Object.values(def.entries).join(', ')})` : '';
  return `${description ?? ''}${choices}`;
}

function valueOf(schema: Schema): string {
  const { fallback, isOptional } = unwrap(schema);
  if (fallback === undefined) return isOptional ? '-' : 'needed';
  return typeof fallback === 'string' ? fallback : JSON.stringify(fallback);
}
