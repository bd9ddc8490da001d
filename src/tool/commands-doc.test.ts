import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandsDoc } from './commands-doc.ts';
import { verbs } from './verb/index.ts';

it('keeps docs/reference/commands.md equal to the verbs', async () => {
  const file = join(import.meta.dirname, '../../docs/reference/commands.md');
  await expect(commandsDoc()).toMatchFileSnapshot(file);
});

it('tells of every verb and every shown option', () => {
  const text = commandsDoc();
  for (const verb of verbs.filter((each) => each.isHidden !== true)) {
    expect(text).toContain(`## siis ${verb.name}\n`);
    for (const option of verb.options.filter((each) => each.isHidden !== true))
      expect(text).toContain(`\`${option.flags}\``);
  }
  expect(text).not.toContain('__complete');
});
