import { gainPercentCell, numberCell, percentCell, priceCell, sparkline, textCell } from './format.ts';
import type { AssetFacts, MarketFacts, SeriesFacts, Snapshot } from './snapshot.ts';
import { defineView } from './view.ts';

/** Prices as they move. */
export const tickers = defineView<MarketFacts>({
  id: 'tickers',
  key: 'T',
  title: 'Tickers',
  help: 'Prices of every market as they move; change, high, low and volume are of the UTC day. Enter opens the chart.',
  empty: 'no market yet',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: ({ symbol }) => textCell(symbol, 'strong') },
    { id: 'last', title: 'Last', align: 'right', cell: (m, c) => priceCell(m.last, m.id, c, 'strong') },
    { id: 'change', title: 'Day', align: 'right', cell: (m) => gainPercentCell(m.last / m.open - 1) },
    { id: 'spark', title: 'Last hour', align: 'left', cell: (m, c) => trendCell(m, c.snapshot) },
    { id: 'bid', title: 'Bid', align: 'right', cell: (m, c) => priceCell(m.bid, m.id, c) },
    { id: 'ask', title: 'Ask', align: 'right', cell: (m, c) => priceCell(m.ask, m.id, c) },
    {
      id: 'spread',
      title: 'Spread',
      align: 'right',
      optional: 3,
      cell: (m) => percentCell((m.ask - m.bid) / m.last, 'dim', 3),
    },
    { id: 'high', title: 'High', align: 'right', optional: 1, cell: (m, c) => priceCell(m.high, m.id, c) },
    { id: 'low', title: 'Low', align: 'right', optional: 2, cell: (m, c) => priceCell(m.low, m.id, c) },
    { id: 'volume', title: 'Volume', align: 'right', optional: 4, cell: (m) => numberCell(m.volume, 1, 'dim') },
    { id: 'venue', title: 'Venue', align: 'left', optional: 5, cell: ({ venue }) => textCell(venue, 'dim') },
  ],
  items: ({ markets }) => markets,
  keyOf: ({ id }) => id,
  ofWhat: ({ id, venue }) => ({ instrument: id, group: venue }),
});

/** The shortest series of a market, for its sparkline. */
export function shortestSeries({ series }: Snapshot, instrument: string): SeriesFacts | undefined {
  return series.find((each) => each.instrument === instrument);
}

function trendCell({ id }: MarketFacts, snapshot: Snapshot): ReturnType<typeof textCell> {
  const closes = (shortestSeries(snapshot, id)?.bars.items ?? []).slice(-60).map(({ close }) => close);
  const points = Array.from({ length: Math.min(12, closes.length) }, (_, k) => {
    return closes[Math.floor(((k + 1) * closes.length) / Math.min(12, closes.length)) - 1]!;
  });
  const tone = (points.at(-1) ?? 0) >= (points[0] ?? 0) ? 'gain' : 'loss';
  return textCell(sparkline(points, 12), tone);
}

/** What each market is. */
export const markets = defineView<MarketFacts>({
  id: 'markets',
  key: 'M',
  title: 'Markets',
  help: 'What each market is: its steps, limits and fees.',
  empty: 'no market yet',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: ({ id }) => textCell(id, 'strong') },
    { id: 'kind', title: 'Kind', align: 'left', cell: ({ kind }) => textCell(kind) },
    { id: 'base', title: 'Base', align: 'left', optional: 4, cell: ({ base }) => textCell(base) },
    { id: 'quote', title: 'Quote', align: 'left', optional: 3, cell: ({ quote }) => textCell(quote) },
    {
      id: 'settlement',
      title: 'Settles in',
      align: 'left',
      optional: 5,
      cell: ({ settlement }) => textCell(settlement),
    },
    { id: 'tick', title: 'Tick', align: 'right', cell: (m) => numberCell(m.tickSize, m.priceDecimals) },
    { id: 'lot', title: 'Lot', align: 'right', cell: (m) => numberCell(m.lotSize, m.quantityDecimals) },
    {
      id: 'contract',
      title: 'Contract',
      align: 'right',
      optional: 6,
      cell: (m) => numberCell(m.contractSize, 0, 'dim'),
    },
    {
      id: 'minimum',
      title: 'Min qty',
      align: 'right',
      optional: 2,
      cell: (m) => numberCell(m.minQuantity, m.quantityDecimals),
    },
    { id: 'maximum', title: 'Max qty', align: 'right', optional: 7, cell: (m) => numberCell(m.maxQuantity, 2) },
    { id: 'notional', title: 'Min cost', align: 'right', optional: 1, cell: (m) => numberCell(m.minNotional, 2) },
    { id: 'maker', title: 'Maker', align: 'right', cell: (m) => percentCell(m.makerFee, 'plain', 3) },
    { id: 'taker', title: 'Taker', align: 'right', cell: (m) => percentCell(m.takerFee, 'plain', 3) },
    { id: 'leverage', title: 'Lev', align: 'right', cell: (m) => textCell(`${m.leverage}×`) },
    {
      id: 'fixed',
      title: 'Entry qty',
      align: 'right',
      optional: 8,
      cell: (m) => numberCell(m.fixedQuantity, m.quantityDecimals, 'accent'),
      help: 'Set by `quantity`; none: the profile sizes',
    },
    {
      id: 'unowned',
      title: "Nobody's",
      align: 'right',
      optional: 9,
      cell: (m) => numberCell(m.unowned || NaN, m.quantityDecimals, 'warn'),
      help: 'Held and no trade has it: `assign` makes one of it',
    },
  ],
  items: ({ markets: all }) => all,
  keyOf: ({ id }) => id,
  ofWhat: ({ id, venue }) => ({ instrument: id, group: venue }),
});

/** What the accounts hold. */
export const assets = defineView<AssetFacts>({
  id: 'assets',
  key: 'Q',
  title: 'Assets',
  help: 'What each account holds, asset by asset. Positions held against margin are in the positions view.',
  empty: 'nothing held',
  columns: [
    { id: 'asset', title: 'Asset', align: 'left', cell: ({ asset }) => textCell(asset, 'strong') },
    { id: 'amount', title: 'Total', align: 'right', cell: ({ amount }) => numberCell(amount, 4) },
    { id: 'account', title: 'Account', align: 'left', cell: ({ account }) => textCell(account, 'dim') },
  ],
  items: ({ assets: held }) => held,
  keyOf: ({ account, asset }) => `${account}/${asset}`,
  ofWhat: ({ account }) => ({ group: account }),
});
