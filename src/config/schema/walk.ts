import { z } from 'zod';

/** Any schema of zod. */
export type Schema = z.core.$ZodType;

/** What a schema is made of, without its wrappers. */
export interface Unwrapped {
  readonly schema: Schema;
  readonly def: z.core.$ZodTypes['_zod']['def'];
  readonly isOptional: boolean;
  /** The default as it would be written; `undefined` when there is none. */
  readonly fallback: unknown;
  readonly description: string | undefined;
  /** A name for this kind of value: `duration`, `time`, `level`. */
  readonly title: string | undefined;
}

/** Takes away defaults, optionals and transforms, keeping what they say. */
export function unwrap(schema: Schema): Unwrapped {
  let isOptional = false;
  let fallback: unknown;
  let description: string | undefined;
  let title: string | undefined;
  let at: Schema = schema;
  for (;;) {
    const def = definition(at);
    const meta = z.globalRegistry.get(at);
    description ??= meta?.description;
    title ??= meta?.title;
    if (def.type === 'default' || def.type === 'prefault') {
      isOptional = true;
      fallback ??= def.defaultValue;
      at = def.innerType;
    } else if (def.type === 'optional' || def.type === 'nullable' || def.type === 'readonly') {
      isOptional ||= def.type === 'optional';
      at = def.innerType;
    } else if (def.type === 'pipe') {
      at = def.in;
    } else {
      return { schema: at, def, isOptional, fallback, description, title };
    }
  }
}

function definition(schema: Schema): z.core.$ZodTypes['_zod']['def'] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion, no-underscore-dangle -- zod's way to a discriminated union of its definitions
  return (schema as z.core.$ZodTypes)._zod.def;
}

/**
 * Keys of a map schema; `undefined` when it is none, or takes any key. @param value of maps that are told apart by one key:
 * the one whose kind is asked about
 */
export function keysOf(schema: Schema | undefined, value?: unknown): string[] | undefined {
  if (schema === undefined) return undefined;
  const { def } = unwrap(schema);
  if (def.type === 'union') return keysOf(optionOf(def, value));
  return def.type === 'object' ? Object.keys(def.shape) : undefined;
}

/** The key by which the maps of a union are told apart, and the word of each; `undefined` where there is none. */
export function kindsOf(schema: Schema): { readonly key: string; readonly words: readonly string[] } | undefined {
  const { def } = unwrap(schema);
  if (def.type !== 'union' || !('discriminator' in def)) return undefined;
  const key = String(def.discriminator);
  return { key, words: def.options.map((option) => String(literalOf(childOf(option, key)))) };
}

function optionOf(def: z.core.$ZodUnionDef, value: unknown): Schema | undefined {
  if (!('discriminator' in def) || typeof value !== 'object' || value === null) return undefined;
  const key = String(def.discriminator);
  const kind: unknown = Reflect.get(value, key);
  return def.options.find((option) => literalOf(childOf(option, key)) === kind);
}

function literalOf(schema: Schema | undefined): unknown {
  const def = schema === undefined ? undefined : unwrap(schema).def;
  return def?.type === 'literal' ? def.values[0] : undefined;
}

/** The schema of the value at `path`; `undefined` where the schema says nothing. */
export function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  let at: Schema | undefined = schema;
  for (const key of path) {
    if (at === undefined) return undefined;
    at = childOf(at, key);
  }
  return at;
}

function childOf(schema: Schema, key: PropertyKey): Schema | undefined {
  const { def } = unwrap(schema);
  if (def.type === 'object') return Object.hasOwn(def.shape, key) ? def.shape[String(key)] : undefined;
  if (def.type === 'array') return def.element;
  if (def.type === 'record') return def.valueType;
  if (def.type !== 'union') return undefined;
  return def.options.map((option) => childOf(option, key)).find((child) => child !== undefined);
}
