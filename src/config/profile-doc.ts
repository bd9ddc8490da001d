import { profileSchema } from './profile.ts';
import { kindsOf, unwrap, type Schema, type Unwrapped } from './schema/walk.ts';

/** The reference page of profiles, as Markdown, from the schema alone. */
export function profileDoc(): string {
  return `${intro}\n${rows('', profileSchema, 0).join('\n')}\n${outro}`;
}

const intro = `# Profile

A profile says what is traded, with which strategies, from which data, on which account and how carefully. It is a YAML
file in \`profiles/\`; \`siis check NAME\` checks it, \`siis config show NAME --resolved\` prints the effective one with the
origin of each value. It is strict: unknown keys are refused. The smallest one:

\`\`\`yaml
instruments: [binance:BTC/USDT]
strategy: { use: ema-cross }
\`\`\`

- What goes first: \`--set path=value\`, then the environment (\`SIIS__ACCOUNT__BALANCE=5000\`: two underscores between
  levels, one or none inside a name), then the file, then the defaults below.
- Numbers may be written as numbers or as decimal text. Durations are ms, or \`30s\`, \`15m\`, \`4h\`, \`2d\`.
- Levels (stops and targets) are a price, or a distance from the entry: \`2%\` or \`{percent: 2}\`.
- \`--set\` paths are dotted with \`[index]\`: \`strategies[0].params.fast=8\`. With one strategy, \`strategy.params.fast=8\` does.

This page is made from the schema (\`src/config/schema/\`) by \`npx vitest run src/config/profile-doc.test.ts -u\`.

| key | value | default | meaning |
| --- | --- | --- | --- |`;

const outro = `
Parameters of the catalog's strategies: \`siis strategies\`.
`;

function rows(path: string, schema: Schema, depth: number): string[] {
  const { def } = unwrap(schema);
  if (def.type !== 'object') return [];
  return Object.entries(def.shape).flatMap(([key, child]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [row(at, unwrap(child)), ...inner(at, child, depth)];
  });
}

/** Maps that one key tells apart: that key, then all others once, with the kinds that have them. */
function ofKinds(path: string, schema: Schema, depth: number): string[] | undefined {
  const found = kindsOf(schema);
  const { def } = unwrap(schema);
  if (found === undefined || def.type !== 'union') return undefined;
  const shapes = def.options.map((option) => {
    const inside = unwrap(option).def;
    return inside.type === 'object' ? inside.shape : {};
  });
  const keys = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))].filter((key) => key !== found.key);
  return [
    `| ${code(`${path}.${found.key}`)} | ${found.words.map(code).join(', ')} | needed | What it is |`,
    ...keys.flatMap((key) => {
      const owners = found.words.filter((_, index) => Object.hasOwn(shapes[index]!, key));
      const child = shapes.find((shape) => Object.hasOwn(shape, key))![key]!;
      const whose = owners.length === shapes.length ? '' : `Of ${owners.map(code).join(' and ')}. `;
      const own = unwrap(child);
      const at = `${path}.${key}`;
      return [row(at, { ...own, description: `${whose}${own.description ?? ''}` }), ...inner(at, child, depth)];
    }),
  ];
}

/** Maps of which one is written: what the others have in its place stands beside what each needs. */
function alternatives(path: string, options: readonly Schema[], depth: number): string[] {
  const keys = options.map((option) => {
    const { def } = unwrap(option);
    return def.type === 'object' ? Object.keys(def.shape) : [];
  });
  return options.flatMap((option, own) => {
    const others = keys.filter((each, k) => k !== own && each.length > 0).map((each) => each.map(code).join(' and '));
    const needed = others.length === 0 ? 'needed' : `needed, or ${others.join(' or ')}`;
    return rows(path, option, depth).map((line) =>
      isChild(line, path) ? line.replace('| needed |', `| ${needed} |`) : line,
    );
  });
}

function code(key: string): string {
  return `\`${key}\``;
}

/** True for the row of a key of `path` itself, not of what lies deeper. */
function isChild(line: string, path: string): boolean {
  return /^[^.[\]]+$/.test(line.slice(`| \`${path}.`.length, line.indexOf('` |')));
}

function row(path: string, child: Unwrapped): string {
  const fallback = isSection(child) ? '' : formatDefault(child);
  const cells = [`\`${path}\``, valueOf(child), fallback, child.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function formatDefault({ isOptional, fallback }: Unwrapped): string {
  if (fallback === undefined) return isOptional ? '' : 'needed';
  return `\`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``;
}

function isSection({ def, fallback }: Unwrapped): boolean {
  return def.type === 'object' && fallback !== undefined;
}

function inner(path: string, schema: Schema, depth: number): string[] {
  const { def, title } = unwrap(schema);
  if (depth > 6 || path === 'strategy' || title === 'level' || title === 'gain') return [];
  if (def.type === 'array')
    return ofKinds(`${path}[]`, def.element, depth + 1) ?? rows(`${path}[]`, def.element, depth + 1);
  if (def.type === 'record') return rows(`${path}.*`, def.valueType, depth + 1);
  if (def.type === 'union') return ofKinds(path, schema, depth + 1) ?? alternatives(path, def.options, depth + 1);
  return rows(path, schema, depth + 1);
}

/** What may be written there, in a few words. */
function valueOf({ def, title }: Unwrapped): string {
  if (title !== undefined) return title;
  if (def.type === 'union') return unionOf(def.options);
  if (def.type !== 'enum') return words[def.type] ?? 'text';
  return Object.values(def.entries)
    .map((each) => `\`${each}\``)
    .join(', ');
}

const words: Readonly<Record<string, string>> = {
  boolean: '`true`, `false`',
  array: 'list',
  object: 'map',
  record: 'map',
};

function unionOf(options: readonly Schema[]): string {
  const kinds = new Set(options.map((option) => unwrap(option).def.type));
  const hasMap = kinds.has('object');
  if (!hasMap && kinds.has('number')) return 'number';
  return hasMap && kinds.size > 1 ? 'text or map' : 'map';
}
