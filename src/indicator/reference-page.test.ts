import { join } from 'node:path';
import { expect, it } from 'vitest';
import { indicatorReferencePage } from './reference-page.ts';

const page = join(import.meta.dirname, '../../docs/reference/indicators.md');

it('keeps docs/reference/indicators.md equal to the registry', async () => {
  await expect(indicatorReferencePage()).toMatchFileSnapshot(page);
});
