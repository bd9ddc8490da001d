import { errorTable } from '../util/errors.ts';
import { verbs } from './verb/index.ts';
import { commonOptions } from './verb/shared-options.ts';
import type { OptionSpec, Verb } from './verb/verb.ts';

/** The reference page of the command line, as Markdown, from the definitions of the verbs alone. */
export function commandsDoc(): string {
  const shown = verbs.filter((verb) => verb.isHidden !== true);
  return `${[intro, optionTable(commonOptions), exits(), ...shown.map(section)].join('\n\n')}\n`;
}

const intro = `# Commands

Results go to stdout, everything about how it goes to stderr. \`siis help VERB\` prints what stands here.

Other spellings: \`siis --profile NAME --paper\` (also \`--paper-mode\`, \`--dry-run\`) is \`siis paper NAME\`;
\`siis IDENTITY --profile=NAME --paper-mode\` and \`siis IDENTITY --profile=NAME --backtest --from=… --to=…\` are taken with the
identity left out, because neither needs one; \`--timestep\`, \`--time-factor\` and \`--no-interactive\` are taken and not needed.

This page is made from \`src/tool/verb/\` by \`npx vitest run src/tool/commands-doc.test.ts -u\`.

## Options of every verb`;

function section(verb: Verb): string {
  const parts = [
    `## siis ${verb.name}`,
    `${verb.summary}.`,
    verb.details,
    usage(verb),
    argumentTable(verb),
    optionTable(verb.options),
    examples(verb),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

function usage(verb: Verb): string {
  const words = [
    'siis',
    verb.name,
    ...(verb.options.length > 0 ? ['[options]'] : []),
    ...verb.args.map(({ name }) => name),
  ];
  return `\`\`\`\n${words.join(' ')}\n\`\`\``;
}

function argumentTable({ args }: Verb): string {
  const rows = args.map(({ name, text, choices }) => `| \`${name}\` | ${cell(text, choices)} |`);
  return rows.length === 0 ? '' : ['| argument | meaning |', '| --- | --- |', ...rows].join('\n');
}

function optionTable(options: readonly OptionSpec[]): string {
  const shown = options.filter((option) => option.isHidden !== true);
  const rows = shown.map(({ flags, text, choices }) => `| \`${flags}\` | ${cell(text, choices)} |`);
  return rows.length === 0 ? '' : ['| option | meaning |', '| --- | --- |', ...rows].join('\n');
}

function cell(text: string, choices: readonly string[] | undefined): string {
  const said = choices === undefined ? text : `${text}: ${choices.map((each) => `\`${each}\``).join(', ')}`;
  return said.replaceAll('|', '\\|');
}

function examples(verb: Verb): string {
  return verb.examples.length === 0 ? '' : `\`\`\`sh\n${verb.examples.join('\n')}\n\`\`\``;
}

/** Exit codes with the errors that lead to them. */
function exits(): string {
  const codes = [...new Set(Object.values(errorTable).map(({ exit }) => exit))].toSorted((a, b) => a - b);
  const rows = codes.map((code) => {
    const names = Object.entries(errorTable).filter(([, { exit }]) => exit === code);
    return `| ${code} | ${names.map(([name]) => `\`${name}\``).join(', ')} |`;
  });
  return ['## Exit codes', '| code | errors |', '| --- | --- |', '| 0 | none |', ...rows]
    .join('\n')
    .replace('codes\n', 'codes\n\n');
}
