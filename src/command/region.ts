import { type InstrumentId, parseInstrumentName } from '../market/instrument.ts';
import type { Command } from '../market/command.ts';
import { readRegion } from '../strategy/region/index.ts';
import { defineCommand, type WordFault } from './command.ts';
import { areTerms, faultAt, placeWords, readTerms, takeChoice } from './terms.ts';

const terms = ['from', 'until', 'for', 'cancel', 'label', 'strategy'];
const regionWords = [
  "'entry'",
  "'exit'",
  "'both'",
  "'long'",
  "'short'",
  "'until='",
  "'for='",
  "'cancel='",
  "'label='",
] as const;
const usage =
  '[entry|exit|both] [long|short|both] [from=TIME] [until=TIME | for=4h] [cancel=PRICE] [strategy=NAME] [label=TEXT]';

/** Draws a region between two prices. */
export const rangeRegion = defineCommand({
  name: 'range-region',
  aliases: ['rr'],
  words: [['instrument'], ['price'], ['price'], regionWords],
  usage: `range-region INSTRUMENT LOW HIGH ${usage}`,
  help: 'Lets entries and exits of strategies through only between two prices; - for none',
  parse: (words) => region('range', ['low', 'high'], words),
});

/** Draws a channel. */
export const trendRegion = defineCommand({
  name: 'trend-region',
  aliases: ['tr'],
  words: [['instrument'], ['price'], ['price'], ['price'], ['price'], regionWords],
  usage: `trend-region INSTRUMENT LOW-A HIGH-A LOW-B HIGH-B ${usage}`,
  help: 'Lets them through only in a channel: from LOW-A and HIGH-A at its beginning to LOW-B and HIGH-B at its end',
  parse: (words) => region('trend', ['lowA', 'highA', 'lowB', 'highB'], words),
});

/** Takes a region away. */
export const removeRegion = defineCommand({
  name: 'remove-region',
  aliases: ['dr'],
  words: [['region']],
  usage: 'remove-region ID',
  help: 'Takes a region away; `regions` lists them',
  parse: ([id, ...rest]) =>
    id === undefined || rest.length > 0
      ? { at: rest.length > 0 ? 1 : 0, message: 'expected the id of a region, such as r1' }
      : { kind: 'remove-region', id },
});

/** Lists the regions. */
export const regions = defineCommand({
  name: 'regions',
  usage: 'regions',
  help: 'Lists the regions',
  parse: (words) => (words.length > 0 ? 'expected nothing after regions' : { kind: 'list', what: 'regions' }),
});

function region(kind: string, prices: readonly string[], words: readonly string[]): Command | WordFault {
  const [written = '', ...rest] = words;
  const instrument = instrumentOf(written);
  if (typeof instrument === 'object') return instrument;
  const read = readTerms(placeWords(rest, 1), terms);
  if (!areTerms(read)) return read;
  const { strategy, ...named } = read.named;
  const stage = takeChoice(read.plain, ['entry', 'exit']);
  const direction = takeChoice(stage.rest, ['long', 'short']);
  const levels = direction.rest.filter(({ text }) => text !== 'both');
  if (levels.length !== prices.length) {
    const came = levels.map(({ text }) => text).join(' ') || 'none';
    const at = levels[prices.length]?.at ?? words.length;
    return { at, message: `expected ${prices.length} prices after the instrument, came ${came}` };
  }
  const given = prices.map((key, index) => [key, levels[index]!.text] as const).filter(([, value]) => value !== '-');
  const plan = readRegion({
    kind,
    ...Object.fromEntries(given),
    ...(stage.chosen === undefined ? {} : { stage: stage.chosen }),
    ...(direction.chosen === undefined ? {} : { direction: direction.chosen }),
    ...named,
  });
  if (plan.fault !== undefined) {
    const places = Object.fromEntries(prices.map((key, index) => [key, levels[index]!.at]));
    return faultAt(plan.fault, { ...read.places, ...places }, 1);
  }
  return { kind: 'add-region', region: { ...plan.value, instrument, ...(strategy === undefined ? {} : { strategy }) } };
}

/** The instrument that a word names, or what is wrong with it. */
export function instrumentOf(word: string): InstrumentId | WordFault {
  const name = parseInstrumentName(word);
  const came = word === '' ? 'nothing' : `'${word}'`;
  return name?.id ?? { at: 0, message: `expected an instrument such as binance:BTC/USDT, came ${came}` };
}
