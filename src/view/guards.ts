import { directionCell, formatDuration, numberCell, priceCell, shortName, textCell, timeCell } from './format.ts';
import type { OperationFacts, RegionFacts, WaitingFacts } from './steering.ts';
import type { Cell } from './table.ts';
import { type CellContext, defineView } from './view.ts';

const anyone = 'all';

/** A price of a region; open ends have none. */
function edgeCell(price: number, instrument: string, context: CellContext): Cell {
  return Number.isFinite(price) ? priceCell(price, instrument, context) : textCell(price > 0 ? '∞' : '0', 'dim');
}

/** When something ends by itself. */
function endCell(until: number, context: CellContext): Cell {
  return until === Infinity ? { text: 'stays', value: Infinity, tone: 'dim' } : timeCell(until, context);
}

function leftCell(until: number, now: number): Cell {
  return until === Infinity
    ? { text: '·', value: Infinity, tone: 'dim' }
    : { text: formatDuration(until - now), value: until - now, tone: until - now < 300_000 ? 'warn' : 'plain' };
}

function insideCell({ low, high, from, instrument }: RegionFacts, { snapshot, now }: CellContext): Cell {
  const last = snapshot.markets.find(({ id }) => id === instrument)?.last ?? NaN;
  if (now < from) return textCell('not yet', 'dim');
  return last >= low && last <= high ? textCell('● inside', 'gain') : textCell('○ outside', 'dim');
}

/** What signals have to lie in. */
export const regions = defineView<RegionFacts>({
  id: 'regions',
  key: 'R',
  title: 'Regions',
  help: 'Stretches of price and time that entries and exits have to lie in. Where a market has one, what lies in none is refused. The chart shades them. + draws one, d takes the chosen one away.',
  empty: 'no region: everything passes; + draws one on the chosen market',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: (r) => textCell(shortName(r.instrument), 'strong') },
    { id: 'id', title: '#', align: 'left', cell: ({ id }) => textCell(id, 'accent') },
    { id: 'inside', title: 'Price', align: 'left', cell: insideCell },
    {
      id: 'low',
      title: 'Low',
      align: 'right',
      cell: (r, c) => edgeCell(r.low, r.instrument, c),
      help: 'Lower edge now',
    },
    { id: 'high', title: 'High', align: 'right', cell: (r, c) => edgeCell(r.high, r.instrument, c) },
    {
      id: 'direction',
      title: 'Dir',
      align: 'left',
      cell: ({ direction }) =>
        direction === 'long' || direction === 'short' ? directionCell(direction) : textCell('both', 'dim'),
    },
    { id: 'stage', title: 'Stage', align: 'left', cell: ({ stage }) => textCell(stage === 'both' ? 'all' : stage) },
    { id: 'until', title: 'Until', align: 'right', cell: (r, c) => endCell(r.until, c) },
    { id: 'left', title: 'Left', align: 'right', optional: 3, cell: (r, c) => leftCell(r.until, c.now) },
    {
      id: 'strategy',
      title: 'Strategy',
      align: 'left',
      optional: 1,
      cell: (r) => textCell(r.strategy || anyone, 'dim'),
    },
    {
      id: 'cancel',
      title: 'Gone at',
      align: 'right',
      optional: 2,
      cell: (r, c) => priceCell(r.cancel, r.instrument, c),
    },
    { id: 'kind', title: 'Kind', align: 'left', optional: 4, cell: ({ kind }) => textCell(kind, 'dim') },
    { id: 'from', title: 'From', align: 'right', optional: 6, cell: (r, c) => timeCell(r.from, c) },
    { id: 'origin', title: 'By', align: 'left', optional: 7, cell: ({ origin }) => textCell(origin, 'dim') },
    { id: 'label', title: 'Label', align: 'left', optional: 5, cell: ({ label }) => textCell(label, 'dim') },
  ],
  items: ({ regions: all }) => all,
  keyOf: ({ id }) => id,
  ofWhat: ({ instrument, strategy }) => ({ instrument, group: strategy }),
});

function awayCell({ price, instrument }: WaitingFacts, { snapshot }: CellContext): Cell {
  const last = snapshot.markets.find(({ id }) => id === instrument)?.last ?? NaN;
  const away = price / last - 1;
  if (Number.isNaN(away)) return textCell('·', 'dim');
  return {
    text: `${away > 0 ? '+' : ''}${(away * 100).toFixed(2)}%`,
    value: Math.abs(away),
    tone: Math.abs(away) < 0.002 ? 'warn' : 'plain',
  };
}

/** Alerts that wait. */
export const waiting = defineView<WaitingFacts>({
  id: 'alerts',
  key: 'B',
  title: 'Alerts',
  help: 'Alerts that wait for their condition, and how far the price is from it. Those that came true are on page W. + makes one, d takes the chosen one away.',
  empty: 'no alert waits; + makes one on the chosen market',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: (a) => textCell(shortName(a.instrument), 'strong') },
    { id: 'id', title: '#', align: 'left', cell: ({ id }) => textCell(id, 'accent') },
    { id: 'condition', title: 'Condition', align: 'left', cell: ({ condition }) => textCell(condition) },
    { id: 'away', title: 'Away', align: 'right', cell: awayCell, help: 'From the last price to the one it waits for' },
    {
      id: 'left',
      title: 'Times',
      align: 'right',
      cell: ({ left }) => ({ text: left === Infinity ? '∞' : String(left), value: left, tone: 'plain' }),
    },
    { id: 'until', title: 'Until', align: 'right', cell: (a, c) => endCell(a.until, c) },
    { id: 'countdown', title: 'Left', align: 'right', optional: 1, cell: (a, c) => leftCell(a.until, c.now) },
    { id: 'message', title: 'Says', align: 'left', optional: 2, cell: ({ message }) => textCell(message) },
    {
      id: 'strategy',
      title: 'Strategy',
      align: 'left',
      optional: 3,
      cell: ({ strategy }) => textCell(strategy, 'dim'),
    },
    { id: 'timeframe', title: 'Bars', align: 'left', optional: 5, cell: ({ timeframe }) => textCell(timeframe, 'dim') },
    {
      id: 'cancel',
      title: 'Gone at',
      align: 'right',
      optional: 6,
      cell: (a, c) => priceCell(a.cancel, a.instrument, c),
    },
    { id: 'made', title: 'Made', align: 'right', optional: 4, cell: (a, c) => timeCell(a.made, c) },
    { id: 'origin', title: 'By', align: 'left', optional: 7, cell: ({ origin }) => textCell(origin, 'dim') },
    { id: 'label', title: 'Label', align: 'left', optional: 8, cell: ({ label }) => textCell(label, 'dim') },
  ],
  items: ({ waiting: all }) => all,
  keyOf: ({ id }) => id,
  ofWhat: ({ instrument, strategy }) => ({ instrument, group: strategy }),
});

/** What will be done to trades by itself. */
export const operations = defineView<OperationFacts>({
  id: 'operations',
  key: 'Y',
  title: 'Operations',
  help: 'What will be done to open trades by itself: steps of the stop, trailing, closing at a price or after a time. + adds one to the trade of the chosen row, d takes the chosen one away.',
  empty: 'no operation waits; + on a trade adds one',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: (o) => textCell(shortName(o.instrument), 'strong') },
    { id: 'direction', title: 'Dir', align: 'left', cell: ({ direction }) => directionCell(direction) },
    { id: 'id', title: '#', align: 'left', cell: ({ id }) => textCell(id, 'accent') },
    { id: 'kind', title: 'Kind', align: 'left', cell: ({ kind }) => textCell(kind) },
    {
      id: 'waits',
      title: 'State',
      align: 'left',
      optional: 2,
      cell: ({ isWaiting }) => (isWaiting ? textCell('when it opens', 'warn') : textCell('armed', 'gain')),
    },
    { id: 'trade', title: 'Trade', align: 'left', cell: ({ trade }) => textCell(trade, 'dim') },
    {
      id: 'strategy',
      title: 'Strategy',
      align: 'left',
      optional: 1,
      cell: ({ strategy }) => textCell(strategy, 'dim'),
    },
    { id: 'origin', title: 'By', align: 'left', optional: 3, cell: ({ origin }) => textCell(origin, 'dim') },
    {
      id: 'profit',
      title: 'P/L',
      align: 'right',
      optional: 4,
      cell: (o, { snapshot }) => numberCell(snapshot.trades.find(({ id }) => id === o.trade)?.profit ?? NaN),
    },
    { id: 'words', title: 'Does', align: 'left', cell: ({ words }) => textCell(words) },
  ],
  items: ({ operations: all }) => all,
  keyOf: ({ trade, id }) => `${trade}/${id}`,
  ofWhat: ({ instrument, strategy, trade }) => ({ instrument, group: strategy, trade }),
});
