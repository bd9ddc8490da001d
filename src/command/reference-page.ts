import { commands } from './index.ts';

/** The page `docs/reference/session-commands.md`, made from the commands themselves. */
export function commandsPage(): string {
  const rows = Object.values(commands).map(({ usage, aliases = [], help }) => {
    const names = aliases.map((alias) => `\`${alias}\``).join(' ');
    return `| \`${usage.replaceAll('|', '\\|')}\` | ${names} | ${help} |`;
  });
  return `${intro}\n${rows.join('\n')}\n`;
}

const intro = `# Session commands

What a running session can be told: typed into its terminal, or from another one with \`siis cmd PROFILE COMMAND …\`. Each is
written down before it does anything, so that a session that was killed goes on with it, and \`siis verify\` does it again.

Short spellings: \`@4h\` is \`for=4h\`, \`@2026-03-01T12:00\` is \`until=2026-03-01T12:00\`, \`C@95\` is \`cancel=95\`, \`x3\` is \`times=3\`,
\`'15m\` is \`timeframe=15m\`. Times are UTC. In a shell put quotes around \`>\`, \`<\` and words with blanks.

This page is made from \`src/command/\` by \`npx vitest run src/command/index.test.ts -u\`.

| command | short | does |
| --- | --- | --- |`;
