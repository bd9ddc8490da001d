import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nativeImport } from '../../test/support/workspace.ts';
import { profileJsonSchemaText, schemaHeader } from './json-schema.ts';
import { loadProfile } from './load.ts';
import { marketOverrides } from './profile.ts';
import { profileDoc } from './profile-doc.ts';
import { instrumentId } from '../market/instrument.ts';

const root = join(import.meta.dirname, '../..');

it('keeps docs/reference/profile.md equal to the schema', async () => {
  await expect(profileDoc()).toMatchFileSnapshot(join(root, 'docs/reference/profile.md'));
});

it('keeps profiles/profile.schema.json equal to the schema', async () => {
  await expect(profileJsonSchemaText()).toMatchFileSnapshot(join(root, 'profiles/profile.schema.json'));
});

it('describes every key', () => {
  const bare = profileDoc()
    .split('\n')
    .filter((line) => line.startsWith('| `') && /\|\s+\|$/.test(line));
  expect(bare).toEqual([]);
});

const packaged = readdirSync(join(root, 'profiles')).filter((name) => name.endsWith('.yaml'));

it.each(packaged)('ships a right %s', async (name) => {
  const file = join(root, 'profiles', name);
  const { profile, strategies } = await loadProfile(file, { env: {}, importModule: nativeImport });
  expect(profile.name).toBe(name.replace('.yaml', ''));
  expect(profile.description).toBeDefined();
  expect(strategies.length).toBeGreaterThan(0);
  expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(schemaHeader);
});

it('lets the more exact key of markets win, part by part', () => {
  const markets = {
    'binance:BTC/USDT': { takerFee: 3, filters: { minNotional: '5' } },
    'binance:*': { takerFee: 1, makerFee: 1, filters: { minQuantity: '1' } },
    'binance:BTC/*': { takerFee: 2, lotSize: '1' },
    'kraken:*': { takerFee: 9 },
  };
  expect(marketOverrides({ markets }, instrumentId('binance:BTC/USDT'))).toEqual({
    takerFee: 3,
    makerFee: 1,
    lotSize: '1',
    filters: { minNotional: '5', minQuantity: '1' },
  });
  expect(marketOverrides({ markets }, instrumentId('okx:BTC/USDT'))).toEqual({});
});
