/** A map: neither a list nor nothing. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property of a map or list; `undefined` where there is none, also for names that every object inherits. */
export function own(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** Defines rather than assigns, so that no name reaches a prototype. */
export function put(at: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(at, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A deep copy of maps and lists in which nothing is shared. */
export function copyTree(tree: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(tree)) put(copy, key, copyValue(value));
  return copy;
}

function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyValue);
  return isRecord(value) ? copyTree(value) : value;
}
