import { readAlert } from '../strategy/alert/index.ts';
import type { Command } from '../market/command.ts';
import { defineCommand } from './command.ts';
import { instrumentOf } from './region.ts';
import { readTerms, takeChoice } from './terms.ts';

const terms = ['times', 'from', 'until', 'for', 'cancel', 'label', 'timeframe', 'source', 'output', 'message'];
const usage = '[times=N] [from=TIME] [until=TIME | for=4h] [label=TEXT] [MESSAGE …]';

/** Tells when a price is crossed. */
export const priceCrossAlert = defineCommand({
  name: 'price-cross-alert',
  aliases: ['pca'],
  usage: `price-cross-alert INSTRUMENT above|below|cross PRICE [last|bid|ask|mid] [timeframe=15m] [cancel=PRICE] ${usage}`,
  help: 'Tells when the price crosses a level, once unless times says otherwise (-1: each time); also >PRICE, <PRICE, =PRICE',
  parse: ([instrument = '', ...words]) => {
    const split = words.flatMap((word) => /^([<>=])(.+)$/.exec(word)?.slice(1) ?? [word]);
    const read = readTerms(split, terms);
    if (typeof read === 'string') return read;
    const source = takeChoice(read.plain, ['last', 'bid', 'ask', 'mid']);
    const [way = '', price, ...message] = source.rest;
    const signs: Readonly<Record<string, string>> = { '>': 'above', '<': 'below', '=': 'cross' };
    const chosen = source.chosen === undefined ? {} : { source: source.chosen };
    const plan = { kind: 'price-cross', price, when: signs[way] ?? way, ...chosen, ...read.named };
    return alert(instrument, plan, message);
  },
});

/** Tells when a bar moved far. */
export const priceChangeAlert = defineCommand({
  name: 'price-change-alert',
  usage: `price-change-alert INSTRUMENT PERCENT TIMEFRAME [rise|fall|both] ${usage}`,
  help: 'Tells when a bar closes so many percent or more away from its open',
  parse: ([instrument = '', ...words]) => {
    const read = readTerms(words, terms);
    if (typeof read === 'string') return read;
    const when = takeChoice(read.plain, ['rise', 'fall', 'both']);
    const [percent, timeframe, ...message] = when.rest;
    const chosen = when.chosen === undefined ? {} : { when: when.chosen };
    return alert(instrument, { kind: 'price-change', percent, timeframe, ...chosen, ...read.named }, message);
  },
});

/** Tells when an indicator crosses a level. */
export const indicatorAlert = defineCommand({
  name: 'indicator-alert',
  usage: `indicator-alert INSTRUMENT TIMEFRAME NAME[(KEY=VALUE,…)] above|below|cross LEVEL [output=NAME] ${usage}`,
  help: 'Tells when an indicator crosses a level as a bar closes. It begins with the bars from now on',
  parse: ([instrument = '', timeframe, name = '', ...words]) => {
    const read = readTerms(words, terms);
    if (typeof read === 'string') return read;
    const [when, level, ...message] = read.plain;
    const match = /^([\w-]+)(?:\((.*)\))?$/.exec(name);
    const params = Object.fromEntries((match?.[2] ?? '').split(',').flatMap(pairOf));
    const set = Object.keys(params).length === 0 ? {} : { params };
    return alert(
      instrument,
      { kind: 'indicator-cross', timeframe, indicator: match?.[1] ?? name, ...set, level, when, ...read.named },
      message,
    );
  },
});

/** Takes an alert away. */
export const removeAlert = defineCommand({
  name: 'remove-alert',
  aliases: ['da'],
  usage: 'remove-alert ID',
  help: 'Takes an alert away; `alerts` lists them',
  parse: ([id, ...rest]) =>
    id === undefined || rest.length > 0 ? 'expected the id of an alert, such as a1' : { kind: 'remove-alert', id },
});

/** Lists the alerts. */
export const alerts = defineCommand({
  name: 'alerts',
  usage: 'alerts',
  help: 'Lists the alerts that wait',
  parse: (words) => (words.length > 0 ? 'expected nothing after alerts' : { kind: 'list', what: 'alerts' }),
});

function alert(written: string, plan: Readonly<Record<string, unknown>>, message: readonly string[]): Command | string {
  const instrument = instrumentOf(written);
  if (typeof instrument === 'object') return instrument.fault;
  const said = message.length === 0 ? {} : { message: message.join(' ') };
  const read = readAlert({ ...plan, ...said });
  if (read.fault !== undefined) return read.fault;
  return { kind: 'add-alert', alert: { ...read.value, instrument } };
}

function pairOf(text: string): (readonly [string, string])[] {
  const [key, value] = text.split('=');
  return key === undefined || value === undefined ? [] : [[key.trim(), value.trim()]];
}
