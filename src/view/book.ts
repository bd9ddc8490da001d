import { gainCell, numberCell, percentCell, quantityCell, textCell } from './format.ts';
import type { MarketFacts, Snapshot } from './snapshot.ts';
import type { Tone } from './table.ts';
import { defineView, type Focus } from './view.ts';

/** A price at which something stands. */
interface Rung {
  readonly key: string;
  readonly price: number;
  readonly what: string;
  readonly tone: Tone;
  readonly quantity: number;
  readonly market: MarketFacts;
  readonly trade: string;
  /** What comes of it for its trade, money; NaN for what is none. */
  readonly outcome: number;
}

/** What stands at which price of a market: its quote, and everything of ours. */
export const book = defineView<Rung>({
  id: 'book',
  key: 'L',
  title: 'Book',
  help: 'The chosen market as a ladder: what is bid and asked, and between it all that is ours: orders, stops, targets, entries, alerts and edges of regions. The venue shows its best prices only. [ ] changes the market.',
  empty: 'no price yet',
  columns: [
    { id: 'market', title: 'Market', align: 'left', optional: 2, cell: ({ market }) => textCell(market.symbol, 'dim') },
    { id: 'price', title: 'Price', align: 'right', cell: (r) => numberCell(r.price, r.market.priceDecimals, r.tone) },
    {
      id: 'away',
      title: 'Away',
      align: 'right',
      cell: (r) => percentCell(r.price / r.market.last - 1, 'dim'),
      help: 'From the last price',
    },
    { id: 'ticks', title: 'Ticks', align: 'right', optional: 1, cell: ticksCell },
    { id: 'quantity', title: 'Qty', align: 'right', cell: (r, c) => quantityCell(r.quantity, r.market.id, c) },
    {
      id: 'outcome',
      title: 'Then',
      align: 'right',
      cell: (r) => gainCell(r.outcome),
      help: 'What its trade comes to there',
    },
    { id: 'what', title: 'What stands here', align: 'left', cell: (r) => textCell(r.what, r.tone) },
  ],
  items: ladder,
  keyOf: ({ key }) => key,
  ofWhat: ({ market, trade }) => ({ instrument: market.id, trade }),
});

function ticksCell({ price, market }: Rung): ReturnType<typeof numberCell> {
  return numberCell(Math.round((price - market.last) / market.tickSize), 0, 'dim');
}

function ladder(snapshot: Snapshot, { instrument }: Focus): Rung[] {
  const market = snapshot.markets.find(({ id }) => id === instrument) ?? snapshot.markets[0];
  if (market === undefined || Number.isNaN(market.last)) return [];
  const rung = (key: string, price: number, what: string, tone: Tone): Rung => {
    return { key, price, what, tone, quantity: NaN, market, trade: '', outcome: NaN };
  };
  const isHere = (each: { readonly instrument: string }): boolean => each.instrument === market.id;
  const rungs = [
    rung('ask', market.ask, 'ask ◂ bought here', 'loss'),
    rung('last', market.last, 'last ●', 'strong'),
    rung('bid', market.bid, 'bid ◂ sold here', 'gain'),
    rung('high', market.high, "the day's high", 'dim'),
    rung('low', market.low, "the day's low", 'dim'),
    ...snapshot.orders.filter(isHere).map((order): Rung => {
      const price = Number.isNaN(order.limit) ? order.trigger : order.limit;
      const trade = snapshot.trades.find(({ id }) => id === order.trade);
      const away = trade === undefined || order.purpose === 'entry' ? NaN : price - trade.entryPrice;
      const sign = trade?.direction === 'short' ? -1 : 1;
      const perUnit = trade === undefined ? NaN : trade.cost / trade.quantity / trade.entryPrice;
      return {
        ...rung(
          order.id,
          price,
          `${order.purpose}: ${order.side} ${order.type} of ${order.strategy}`,
          toneOf(order.purpose),
        ),
        quantity: order.quantity,
        trade: order.trade,
        outcome: away * sign * perUnit * order.quantity,
      };
    }),
    ...snapshot.trades
      .filter((trade) => isHere(trade) && trade.state !== 'pending')
      .map((trade): Rung => {
        const what = `entry of ${trade.direction} ${trade.strategy}`;
        return {
          ...rung(trade.id, trade.entryPrice, what, 'strong'),
          quantity: trade.quantity,
          trade: trade.id,
          outcome: 0,
        };
      }),
    ...snapshot.waiting
      .filter(isHere)
      .map((alert) => rung(alert.id, alert.price, `alert ${alert.id} ${alert.message}`, 'warn')),
    ...snapshot.regions
      .filter(isHere)
      .flatMap(({ id, low, high }) => [
        rung(`${id} low`, low, `region ${id} begins`, 'accent'),
        rung(`${id} high`, high, `region ${id} ends`, 'accent'),
      ]),
  ];
  return rungs.filter(({ price }) => Number.isFinite(price)).toSorted((a, b) => b.price - a.price);
}

function toneOf(purpose: string): Tone {
  if (purpose === 'target') return 'gain';
  return purpose === 'stop' ? 'loss' : 'warn';
}
