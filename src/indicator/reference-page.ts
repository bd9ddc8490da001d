import type { IndicatorDefinition, IndicatorGroup } from './definition.ts';
import { indicators } from './index.ts';
import type { Param } from './param.ts';

const groups: readonly IndicatorGroup[] = ['trend', 'momentum', 'volatility', 'volume'];

const preamble = `# Indicators

Written from the registry by \`src/indicator/reference-page.ts\`; do not edit by hand.

\`siis indicator <name> --set <parameter>=<value> --bars <file>\` computes one over a file of bars; strategies and
profiles use the same names. *Warm-up* is the number of inputs until the first value. *Settle* is the number after which
the value no longer depends, beyond 0.1 % of its scale, on where the series began: so much history is loaded before a
strategy starts. Both are given for the default parameters. Price indicators read closes unless told otherwise.

Where libraries differ, the default is TA-Lib's and a parameter names the other way.`;

/** The reference page of all indicators, as Markdown. */
export function indicatorReferencePage(): string {
  const entries = Object.entries<IndicatorDefinition>(indicators);
  const sections = groups.map((group) => {
    const inGroup = entries.filter(([, definition]) => definition.group === group);
    return [`## ${group[0]!.toUpperCase()}${group.slice(1)}`, ...inGroup.map(([name, each]) => section(name, each))];
  });
  return `${[preamble, overview(entries), ...sections.flat()].join('\n\n')}\n`;
}

function overview(entries: readonly (readonly [string, IndicatorDefinition])[]): string {
  const rows = entries.map(([name, { title, input, outputs, params }]) =>
    row(`[${name}](#${name})`, title, input, outputs.join(', '), Object.keys(params).join(', ') || '–'),
  );
  return [row('name', 'title', 'input', 'outputs', 'parameters'), row('---', '---', '---', '---', '---'), ...rows].join(
    '\n',
  );
}

function section(name: string, definition: IndicatorDefinition): string {
  const { warmup, settle } = definition.create();
  const params = Object.entries(definition.params).map(([param, each]) =>
    row(`\`${param}\``, `\`${each.default}\``, range(each), each.description),
  );
  const table = [row('parameter', 'default', 'range', 'meaning'), row('---', '---', '---', '---'), ...params].join(
    '\n',
  );
  const facts = [
    `- input: ${definition.input}; outputs: ${definition.outputs.map((each) => `\`${each}\``).join(', ')}`,
    `- warm-up: ${warmup}; settle: ${settle === Infinity ? 'never, a running total' : settle}`,
    `- source: ${definition.source}`,
  ].join('\n');
  return [
    `### ${name}`,
    `${definition.title}: \`${definition.formula}\``,
    facts,
    ...(params.length > 0 ? [table] : []),
  ].join('\n\n');
}

function range(param: Param): string {
  if (param.kind === 'enum') return param.choices.map((each) => `\`${each}\``).join(' ');
  return `${param.kind === 'int' ? 'whole number' : 'number'} from ${param.min} to ${param.max}`;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
