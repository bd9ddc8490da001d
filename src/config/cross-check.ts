import { parseInstrumentName, type InstrumentId } from '../market/instrument.ts';
import type { z } from 'zod';
import type { Path, Problem } from './issues.ts';
import type { profileSchema } from './profile.ts';
import { didYouMean } from '../util/suggest.ts';

/** A profile whose keys are each right. */
export type Written = z.output<typeof profileSchema>;

/** What is wrong between keys that are each right. */
export function crossCheck(written: Written): Problem[] {
  return [
    ...checkStrategies(written),
    ...checkMarkets(written),
    ...checkAccount(written),
    ...checkSizing(written),
    ...checkTrade(written),
    ...checkFees(written),
    ...checkCurrencies(written),
    ...checkScopes(written),
    ...checkContexts(written),
  ];
}

/** The strategies of a profile with the place each is written at. */
export function strategiesOf(
  written: Written,
): { readonly use: NonNullable<Written['strategy']>; readonly path: Path }[] {
  if (written.strategy !== undefined) return [{ use: written.strategy, path: ['strategy'] }];
  return (written.strategies ?? []).map((use, index) => ({ use, path: ['strategies', index] }));
}

/** All instruments of a profile with the place each is written at; without repeats. */
export function instrumentsOf(written: Written): { readonly id: InstrumentId; readonly path: Path }[] {
  const own = (written.instruments ?? []).map((id, index) => ({ id, path: ['instruments', index] as Path }));
  const theirs = strategiesOf(written).flatMap(({ use, path }) =>
    (use.instruments ?? []).map((id, index) => ({ id, path: [...path, 'instruments', index] as Path })),
  );
  const all = [...own, ...theirs];
  return all.filter((each, index) => all.findIndex(({ id }) => id === each.id) === index);
}

/** What an instrument's profit is booked in, by its name. */
export function settlementOf(id: InstrumentId): string {
  const named = parseInstrumentName(id);
  return named?.settlement ?? named?.quote ?? 'USD';
}

function checkStrategies(written: Written): Problem[] {
  if (written.strategies !== undefined && written.strategy !== undefined) {
    return [{ path: ['strategy'], text: 'expected strategy or strategies, came both', atKey: true }];
  }
  const entries = strategiesOf(written);
  if (entries.length === 0) {
    return [{ path: ['strategies'], text: 'expected one strategy or more, such as {use: ema-cross}, came nothing' }];
  }
  const bare = written.instruments === undefined ? entries.filter(({ use }) => use.instruments === undefined) : [];
  return bare.slice(0, 1).map(({ path }) => ({
    path: ['instruments'],
    text: `expected instruments, such as [binance:BTC/USDT], here or in ${path.join('.')}, came nothing`,
  }));
}

/** Keys of `markets` as instrument ids, whatever they were spelled like. */
export function canonicalMarkets(markets: Written['markets']): Written['markets'] {
  return Object.fromEntries(Object.entries(markets).map(([key, market]) => [canonicalKey(key) ?? key, market]));
}

function canonicalKey(key: string): string | undefined {
  if (!key.endsWith('*')) return parseInstrumentName(key)?.id;
  const match = /^([a-z][\w-]*):([^\s*]*)\*$/i.exec(key);
  if (match !== null) return `${match[1]!.toLowerCase()}:${match[2]!.toUpperCase()}*`;
  return key === '*' ? key : undefined;
}

function checkMarkets({ markets }: Written): Problem[] {
  const keys = Object.keys(markets);
  return keys.flatMap((key, index) => {
    const path = ['markets', key];
    const canonical = canonicalKey(key);
    if (canonical === undefined) {
      return [
        { path, text: `expected an instrument such as binance:BTC/USDT or binance:*, came '${key}'`, atKey: true },
      ];
    }
    const isRepeated = keys.findIndex((each) => canonicalKey(each) === canonical) < index;
    return isRepeated ? [{ path, text: `expected each instrument once, came ${canonical} again`, atKey: true }] : [];
  });
}

function checkAccount({ account, trade }: Written): Problem[] {
  const problems: Problem[] = [];
  if (account.kind === 'spot' && account.leverage !== 1) {
    problems.push({ path: ['account', 'leverage'], text: `expected 1 on a spot account, came ${account.leverage}` });
  }
  if (account.kind === 'margin' && Object.keys(account.assets).length > 0) {
    problems.push({
      path: ['account', 'assets'],
      text: 'expected assets on a spot account only, came a margin account',
    });
  }
  if (account.kind === 'spot' && trade.direction === 'short') {
    problems.push({ path: ['trade', 'direction'], text: 'expected long or both on a spot account, came short' });
  }
  return problems;
}

function checkSizing({ account, sizing }: Written): Problem[] {
  const most = sizing.mode === 'risk' ? 100 : sizing.mode === 'percent' ? 100 * account.leverage : Infinity;
  if (sizing.value <= most) return [];
  return [{ path: ['sizing', 'value'], text: `expected at most ${most} percent, came ${sizing.value}` }];
}

function checkTrade({ trade, limits }: Written): Problem[] {
  const problems: Problem[] = [];
  const portions = (trade.targets ?? []).map(({ portion }) => portion ?? 0);
  const total = portions.reduce((sum, each) => sum + each, 0);
  if (trade.target !== undefined && trade.targets !== undefined) {
    problems.push({ path: ['trade', 'targets'], text: 'expected target or targets, came both', atKey: true });
  }
  if (total > 1 + 1e-12) {
    problems.push({
      path: ['trade', 'targets'],
      text: `expected portions of at most 1 together, came ${total}`,
      atKey: true,
    });
  }
  problems.push(...checkReach(trade), ...checkHedge(trade, limits));
  const { trailing } = trade;
  if (trailing?.tight !== undefined && trailing.tight.percent >= trailing.percent) {
    const path = ['trade', 'trailing', 'tight', 'percent'];
    problems.push({ path, text: `expected less than ${trailing.percent}, came ${trailing.tight.percent}` });
  }
  return problems;
}

/** Nothing falls by its whole price: a stop that far below, or a short's target, would lie at the lowest price there is. */
function checkReach({ stop, target, targets = [], direction }: Written['trade']): Problem[] {
  const goals = [
    { path: ['trade', 'target'], level: target },
    ...targets.map(({ at }, index) => ({ path: ['trade', 'targets', index, 'at'], level: at })),
  ];
  const below = direction === 'short' ? goals : [{ path: ['trade', 'stop'], level: stop }];
  const whose = direction === 'short' ? 'a short' : 'a long';
  return below.flatMap(({ path, level }) =>
    typeof level === 'object' && level.percent >= 100
      ? [{ path, text: `expected less than 100 percent below the entry of ${whose}, came ${level.percent}` }]
      : [],
  );
}

function checkHedge({ opposite }: Written['trade'], limits: Written['limits']): Problem[] {
  if (opposite !== 'hedge') return [];
  const { maxOpenTrades = Infinity, maxOpenTradesPerMarket } = limits;
  const [name, most] =
    maxOpenTradesPerMarket < 2
      ? ['limits.maxOpenTradesPerMarket', maxOpenTradesPerMarket]
      : ['limits.maxOpenTrades', maxOpenTrades];
  if (most >= 2) return [];
  return [{ path: ['trade', 'opposite'], text: `hedge keeps two trades: expected ${name} of 2 or more, came ${most}` }];
}

function checkFees({ paper }: Written): Problem[] {
  if (paper.fees === undefined || !('tiers' in paper.fees)) return [];
  const volumes = paper.fees.tiers.map(({ volume }) => volume);
  if (volumes[0] !== 0) {
    return [
      { path: ['paper', 'fees', 'tiers', 0, 'volume'], text: `expected 0 for the first tier, came ${volumes[0]}` },
    ];
  }
  const at = volumes.findIndex((volume, index) => index > 0 && volume <= volumes[index - 1]!);
  if (at < 0) return [];
  const path = ['paper', 'fees', 'tiers', at, 'volume'];
  return [{ path, text: `expected more than ${volumes[at - 1]}, came ${volumes[at]}` }];
}

/** One account counts in one currency: sums over several would be invented. */
function checkCurrencies(written: Written): Problem[] {
  const instruments = instrumentsOf(written);
  const [first] = instruments;
  if (first === undefined) return [];
  const currency = written.account.currency ?? settlementOf(first.id);
  return instruments
    .filter(({ id }) => settlementOf(id) !== currency)
    .map(({ id, path }) => ({
      path,
      text: `expected an instrument that settles in ${currency}, the account's currency, came ${id}, which settles in ${settlementOf(id)}`,
    }));
}

/** Regions and alerts concern what is traded. */
function checkScopes(written: Written): Problem[] {
  const traded = instrumentsOf(written).map(({ id }) => id);
  return (['regions', 'alerts'] as const).flatMap((section) =>
    (written[section] ?? []).flatMap(({ instrument }, index) => {
      if (instrument === undefined || traded.includes(instrument)) return [];
      const text = `expected one of the profile's instruments, ${traded.join(', ')}; came ${instrument}`;
      return [{ path: [section, index, 'instrument'], text: `${text}${didYouMean(instrument, traded)}` }];
    }),
  );
}

function checkContexts(written: Written): Problem[] {
  const known = Object.keys(written.contexts ?? {});
  return strategiesOf(written).flatMap(({ use: { context }, path }) => {
    if (context === undefined || known.includes(context)) return [];
    const text = `expected one of the contexts ${known.join(', ') || '(there are none)'}; came '${context}'`;
    return [{ path: [...path, 'context'], text: `${text}${didYouMean(context, known)}` }];
  });
}
