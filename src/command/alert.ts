import { readAlert } from '../strategy/alert/index.ts';
import type { Command } from '../market/command.ts';
import { defineCommand, type WordFault } from './command.ts';
import { instrumentOf } from './region.ts';
import { areTerms, faultAt, type PlacedWord, placeWords, readTerms, takeChoice, type Terms } from './terms.ts';

const terms = ['times', 'from', 'until', 'for', 'cancel', 'label', 'timeframe', 'source', 'output', 'message'];
const alertWords = ["'times='", "'until='", "'for='", "'cancel='", "'label='"] as const;
const usage = '[times=N] [from=TIME] [until=TIME | for=4h] [label=TEXT] [MESSAGE …]';

/** Tells when a price is crossed. */
export const priceCrossAlert = defineCommand({
  name: 'price-cross-alert',
  aliases: ['pca'],
  words: [['instrument'], ["'above'", "'below'", "'cross'"], ['price'], alertWords],
  usage: `price-cross-alert INSTRUMENT above|below|cross PRICE [last|bid|ask|mid] [timeframe=15m] [cancel=PRICE] ${usage}`,
  help: 'Tells when the price crosses a level, once unless times says otherwise (-1: each time); also >PRICE, <PRICE, =PRICE',
  parse: ([instrument = '', ...words]) => {
    const split = placeWords(words, 1).flatMap(({ text, at }) =>
      (/^([<>=])(.+)$/.exec(text)?.slice(1) ?? [text]).map((part) => ({ text: part, at })),
    );
    const read = readTerms(split, terms);
    if (!areTerms(read)) return read;
    const source = takeChoice(read.plain, ['last', 'bid', 'ask', 'mid']);
    const [when, price, ...message] = source.rest;
    const signs: Readonly<Record<string, string>> = { '>': 'above', '<': 'below', '=': 'cross' };
    const chosen = source.chosen === undefined ? {} : { source: source.chosen };
    const way = when === undefined ? undefined : (signs[when.text] ?? when.text);
    const plan = { kind: 'price-cross', price: price?.text, when: way, ...chosen, ...read.named };
    return alert(instrument, plan, { read, message, given: { when, price } });
  },
});

/** Tells when a bar moved far. */
export const priceChangeAlert = defineCommand({
  name: 'price-change-alert',
  words: [['instrument'], [], ['timeframe'], ["'rise'", "'fall'", "'both'", ...alertWords]],
  usage: `price-change-alert INSTRUMENT PERCENT TIMEFRAME [rise|fall|both] ${usage}`,
  help: 'Tells when a bar closes so many percent or more away from its open',
  parse: ([instrument = '', ...words]) => {
    const read = readTerms(placeWords(words, 1), terms);
    if (!areTerms(read)) return read;
    const when = takeChoice(read.plain, ['rise', 'fall', 'both']);
    const [percent, timeframe, ...message] = when.rest;
    const chosen = when.chosen === undefined ? {} : { when: when.chosen };
    const plan = { percent: percent?.text, timeframe: timeframe?.text, ...chosen, ...read.named };
    return alert(instrument, { kind: 'price-change', ...plan }, { read, message, given: { percent, timeframe } });
  },
});

/** Tells when an indicator crosses a level. */
export const indicatorAlert = defineCommand({
  name: 'indicator-alert',
  words: [['instrument'], ['timeframe'], ['indicator'], ["'above'", "'below'", "'cross'"], [], alertWords],
  usage: `indicator-alert INSTRUMENT TIMEFRAME NAME[(KEY=VALUE,…)] above|below|cross LEVEL [output=NAME] ${usage}`,
  help: 'Tells when an indicator crosses a level as a bar closes. It begins with the bars from now on',
  parse: ([instrument = '', timeframe, name = '', ...words]) => {
    const read = readTerms(placeWords(words, 3), terms);
    if (!areTerms(read)) return read;
    const [when, level, ...message] = read.plain;
    const match = /^([\w-]+)(?:\((.*)\))?$/.exec(name);
    const params = Object.fromEntries((match?.[2] ?? '').split(',').flatMap(pairOf));
    const set = Object.keys(params).length === 0 ? {} : { params };
    const plan = { timeframe, indicator: match?.[1] ?? name, ...set, level: level?.text, when: when?.text };
    const given = {
      timeframe: { text: '', at: 1 },
      indicator: { text: '', at: 2 },
      // What is wrong with the indicator is told of the whole.
      '': { text: '', at: 2 },
      params: { text: '', at: 2 },
      level,
      when,
    };
    return alert(instrument, { kind: 'indicator-cross', ...plan, ...read.named }, { read, message, given });
  },
});

/** Takes an alert away. */
export const removeAlert = defineCommand({
  name: 'remove-alert',
  aliases: ['da'],
  words: [['alert']],
  usage: 'remove-alert ID',
  help: 'Takes an alert away; `alerts` lists them',
  parse: ([id, ...rest]) =>
    id === undefined || rest.length > 0
      ? { at: rest.length > 0 ? 1 : 0, message: 'expected the id of an alert, such as a1' }
      : { kind: 'remove-alert', id },
});

/** Lists the alerts. */
export const alerts = defineCommand({
  name: 'alerts',
  usage: 'alerts',
  help: 'Lists the alerts that wait',
  parse: (words) => (words.length > 0 ? 'expected nothing after alerts' : { kind: 'list', what: 'alerts' }),
});

/** What an alert was read from. */
interface Written {
  readonly read: Terms;
  readonly message: readonly PlacedWord[];
  /** Words without a name of their own, by what they say. */
  readonly given: Readonly<Record<string, PlacedWord | undefined>>;
}

function alert(
  written: string,
  plan: Readonly<Record<string, unknown>>,
  { read: words, message, given }: Written,
): Command | WordFault {
  const instrument = instrumentOf(written);
  if (typeof instrument === 'object') return instrument;
  const said = message.length === 0 ? {} : { message: message.map(({ text }) => text).join(' ') };
  const read = readAlert({ ...plan, ...said });
  if (read.fault === undefined) return { kind: 'add-alert', alert: { ...read.value, instrument } };
  const places = Object.fromEntries(Object.entries(given).map(([key, word]) => [key, word?.at]));
  return faultAt(read.fault, { ...words.places, ...places }, places[''] ?? Infinity);
}

function pairOf(text: string): (readonly [string, string])[] {
  const [key, value] = text.split('=');
  return key === undefined || value === undefined ? [] : [[key.trim(), value.trim()]];
}
