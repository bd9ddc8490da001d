import { type InstrumentId, parseInstrumentName } from '../market/instrument.ts';
import type { Command } from '../market/command.ts';
import { readRegion } from '../strategy/region/index.ts';
import { defineCommand } from './command.ts';
import { readTerms, takeChoice } from './terms.ts';

const terms = ['from', 'until', 'for', 'cancel', 'label', 'strategy'];
const usage =
  '[entry|exit|both] [long|short|both] [from=TIME] [until=TIME | for=4h] [cancel=PRICE] [strategy=NAME] [label=TEXT]';

/** Draws a region between two prices. */
export const rangeRegion = defineCommand({
  name: 'range-region',
  aliases: ['rr'],
  words: [['instrument'], []],
  usage: `range-region INSTRUMENT LOW HIGH ${usage}`,
  help: 'Lets entries and exits of strategies through only between two prices; - for none',
  parse: (words) => region('range', ['low', 'high'], words),
});

/** Draws a channel. */
export const trendRegion = defineCommand({
  name: 'trend-region',
  aliases: ['tr'],
  words: [['instrument'], []],
  usage: `trend-region INSTRUMENT LOW-A HIGH-A LOW-B HIGH-B ${usage}`,
  help: 'Lets them through only in a channel: from LOW-A and HIGH-A at its beginning to LOW-B and HIGH-B at its end',
  parse: (words) => region('trend', ['lowA', 'highA', 'lowB', 'highB'], words),
});

/** Takes a region away. */
export const removeRegion = defineCommand({
  name: 'remove-region',
  aliases: ['dr'],
  usage: 'remove-region ID',
  help: 'Takes a region away; `regions` lists them',
  parse: ([id, ...rest]) =>
    id === undefined || rest.length > 0 ? 'expected the id of a region, such as r1' : { kind: 'remove-region', id },
});

/** Lists the regions. */
export const regions = defineCommand({
  name: 'regions',
  usage: 'regions',
  help: 'Lists the regions',
  parse: (words) => (words.length > 0 ? 'expected nothing after regions' : { kind: 'list', what: 'regions' }),
});

function region(kind: string, prices: readonly string[], words: readonly string[]): Command | string {
  const [written = '', ...rest] = words;
  const instrument = instrumentOf(written);
  if (typeof instrument === 'object') return instrument.fault;
  const read = readTerms(rest, terms);
  if (typeof read === 'string') return read;
  const { strategy, ...named } = read.named;
  const stage = takeChoice(read.plain, ['entry', 'exit']);
  const direction = takeChoice(stage.rest, ['long', 'short']);
  const levels = direction.rest.filter((word) => word !== 'both');
  if (levels.length !== prices.length)
    return `expected ${prices.length} prices after the instrument, came ${levels.join(' ') || 'none'}`;
  const given = prices.map((key, index) => [key, levels[index]!] as const).filter(([, value]) => value !== '-');
  const plan = readRegion({
    kind,
    ...Object.fromEntries(given),
    ...(stage.chosen === undefined ? {} : { stage: stage.chosen }),
    ...(direction.chosen === undefined ? {} : { direction: direction.chosen }),
    ...named,
  });
  if (plan.fault !== undefined) return plan.fault;
  return { kind: 'add-region', region: { ...plan.value, instrument, ...(strategy === undefined ? {} : { strategy }) } };
}

/** The instrument that a word names, or what is wrong with it. */
export function instrumentOf(word: string): InstrumentId | { readonly fault: string } {
  const name = parseInstrumentName(word);
  return name?.id ?? { fault: `expected an instrument such as binance:BTC/USDT, came '${word}'` };
}
