import {
  directionCell,
  formatSigned,
  gainCell,
  gainPercentCell,
  marketOf,
  numberCell,
  priceCell,
  profitCell,
  profitTone,
  quantityCell,
  shortName,
  textCell,
  timeCell,
} from './format.ts';
import type { ClosedFacts, TradeFacts } from './snapshot.ts';
import type { Cell, Tone } from './table.ts';
import { type CellContext, type ColumnOf, defineView } from './view.ts';

/** 1 for long, −1 for short. */
export function signOf({ direction }: { readonly direction: 'long' | 'short' }): 1 | -1 {
  return direction === 'long' ? 1 : -1;
}

const stateTones: Readonly<Record<TradeFacts['state'], Tone>> = { open: 'accent', pending: 'warn', closing: 'dim' };

function openProfit(trade: TradeFacts, context: CellContext): Cell {
  const move = (trade.mark - trade.entryPrice) * signOf(trade);
  return profitCell(trade, move, profitTone(trade.profit, trade.best, trade.worst), context);
}

/** A price of a trade: itself, or how far it is from the present one in percent or ticks, as chosen. */
function distanceCell(price: number, trade: TradeFacts, context: CellContext): Cell {
  if (context.measure === 'money' || Number.isNaN(price)) return priceCell(price, trade.instrument, context);
  const away = price - trade.mark;
  if (context.measure === 'percent') return gainPercentCell(away / trade.mark);
  const ticks = away / (marketOf(context.snapshot, trade.instrument)?.tickSize ?? 1);
  return { text: `${formatSigned(ticks, 0)}p`, value: ticks, tone: 'plain' };
}

function stopCell(trade: TradeFacts, context: CellContext): Cell {
  const cell = distanceCell(trade.stop, trade, context);
  return trade.isTrailing && !Number.isNaN(trade.stop) ? { ...cell, text: `${cell.text}↗` } : cell;
}

const openColumns: readonly ColumnOf<TradeFacts>[] = [
  { id: 'market', title: 'Market', align: 'left', cell: (t) => textCell(shortName(t.instrument), 'strong') },
  { id: 'direction', title: 'Dir', align: 'left', cell: (t) => directionCell(t.id === '' ? '' : t.direction) },
  { id: 'profit', title: 'P/L', align: 'right', isSummed: true, cell: openProfit },
  {
    id: 'quantity',
    title: 'Qty',
    align: 'right',
    optional: 3,
    cell: (t, c) => quantityCell(t.quantity || t.orderedQuantity, t.instrument, c),
  },
  {
    id: 'entry',
    title: 'Entry',
    align: 'right',
    cell: (t, c) => priceCell(Number.isNaN(t.entryPrice) ? t.orderPrice : t.entryPrice, t.instrument, c),
  },
  { id: 'mark', title: 'Mark', align: 'right', cell: (t, c) => priceCell(t.mark, t.instrument, c) },
  { id: 'stop', title: 'Stop', align: 'right', cell: stopCell, help: 'A ↗ follows the price' },
  { id: 'target', title: 'Target', align: 'right', cell: (t, c) => distanceCell(t.target, t, c) },
  {
    id: 'opened',
    title: 'Opened',
    align: 'right',
    optional: 2,
    cell: (t, c) => timeCell(Number.isNaN(t.entryTime) ? t.signalTime : t.entryTime, c),
  },
  {
    id: 'state',
    title: 'State',
    align: 'left',
    optional: 1,
    cell: (t) => textCell(t.id === '' ? '' : t.state, stateTones[t.state]),
  },
  { id: 'strategy', title: 'Strategy', align: 'left', optional: 4, cell: (t) => textCell(t.strategy, 'dim') },
  { id: 'cost', title: 'Cost', align: 'right', isSummed: true, optional: 6, cell: (t) => numberCell(t.cost) },
  { id: 'best', title: 'Best', align: 'right', optional: 7, cell: (t) => gainCell(t.best), help: 'Largest open gain' },
  {
    id: 'worst',
    title: 'Worst',
    align: 'right',
    optional: 8,
    cell: (t) => gainCell(t.worst),
    help: 'Largest open loss',
  },
  { id: 'fees', title: 'Fees', align: 'right', isSummed: true, optional: 9, cell: (t) => numberCell(t.fees, 2, 'dim') },
  { id: 'label', title: 'Label', align: 'left', optional: 10, cell: (t) => textCell(t.label, 'dim') },
  { id: 'id', title: 'Id', align: 'left', optional: 5, cell: (t) => textCell(t.id, 'dim') },
];

/** Trades that are open or wait. */
export const trades = defineView<TradeFacts>({
  id: 'trades',
  key: 'F',
  title: 'Trades',
  help: 'Open and waiting trades, manual ones beside those of strategies. Orange loses after a gain, blue gains after a loss.',
  empty: 'no open trade; b buys or s sells the chosen market, and strategies open their own',
  columns: openColumns,
  items: ({ trades: all }) => all,
  keyOf: ({ id }) => id,
  ofWhat: ({ id, instrument, strategy }) => ({ trade: id, instrument, group: strategy }),
  total: sumOpen,
});

function sumOpen(all: readonly TradeFacts[]): TradeFacts | undefined {
  const open = all.filter((trade) => trade.state !== 'pending');
  const first = open[0];
  if (first === undefined) return undefined;
  const sum = (of: (trade: TradeFacts) => number): number => open.reduce((total, each) => total + (of(each) || 0), 0);
  const cost = sum((t) => t.cost);
  const profit = sum((t) => t.profit);
  return {
    ...first,
    id: '',
    strategy: '',
    instrument: `${open.length} open`,
    quantity: NaN,
    orderedQuantity: NaN,
    entryPrice: NaN,
    orderPrice: NaN,
    mark: NaN,
    stop: NaN,
    target: NaN,
    entryTime: NaN,
    signalTime: NaN,
    profit,
    cost,
    profitPercent: (profit / cost) * 100,
    best: sum((t) => t.best),
    worst: sum((t) => t.worst),
    fees: sum((t) => t.fees),
    label: '',
  };
}

const closedColumns: readonly ColumnOf<ClosedFacts>[] = [
  { id: 'market', title: 'Market', align: 'left', cell: (t) => textCell(shortName(t.instrument), 'strong') },
  { id: 'direction', title: 'Dir', align: 'left', cell: (t) => directionCell(t.direction) },
  {
    id: 'profit',
    title: 'P/L',
    align: 'right',
    isSummed: true,
    cell: (t, c) => profitCell(t, (t.exitPrice - t.entryPrice) * signOf(t), profitTone(t.profit, t.best, t.worst), c),
  },
  {
    id: 'quantity',
    title: 'Qty',
    align: 'right',
    optional: 3,
    cell: (t, c) => quantityCell(t.quantity, t.instrument, c),
  },
  { id: 'entry', title: 'Entry', align: 'right', cell: (t, c) => priceCell(t.entryPrice, t.instrument, c) },
  { id: 'exit', title: 'Exit', align: 'right', cell: (t, c) => priceCell(t.exitPrice, t.instrument, c) },
  { id: 'why', title: 'Ended by', align: 'left', cell: (t) => textCell(t.reason) },
  { id: 'closed', title: 'Closed', align: 'right', cell: (t, c) => timeCell(t.exitTime, c) },
  { id: 'opened', title: 'Opened', align: 'right', optional: 4, cell: (t, c) => timeCell(t.entryTime, c) },
  { id: 'strategy', title: 'Strategy', align: 'left', optional: 2, cell: (t) => textCell(t.strategy, 'dim') },
  { id: 'fees', title: 'Fees', align: 'right', isSummed: true, optional: 1, cell: (t) => numberCell(t.fees, 2, 'dim') },
  {
    id: 'best',
    title: 'MFE',
    align: 'right',
    optional: 5,
    cell: (t) => gainCell(t.best),
    help: 'Largest gain while open',
  },
  {
    id: 'worst',
    title: 'MAE',
    align: 'right',
    optional: 6,
    cell: (t) => gainCell(t.worst),
    help: 'Largest loss while open',
  },
  {
    id: 'efficiency',
    title: 'ETD',
    align: 'right',
    optional: 8,
    cell: (t) => gainCell(t.profit - t.best),
    help: 'Given back from the best',
  },
  { id: 'label', title: 'Label', align: 'left', optional: 9, cell: (t) => textCell(t.label, 'dim') },
  { id: 'id', title: 'Id', align: 'left', optional: 7, cell: (t) => textCell(t.id, 'dim') },
];

/** Trades that are over, newest first. */
export const history = defineView<ClosedFacts>({
  id: 'history',
  key: 'S',
  title: 'History',
  help: 'Trades that are over, newest first, net of fees and funding. What was closed in parts has a line for each.',
  empty: 'no trade is over yet',
  columns: closedColumns,
  items: ({ logs }) => logs.history.items.slice(-500).toReversed(),
  keyOf: ({ id, exitTime, quantity }) => `${id}/${exitTime}/${quantity}`,
  ofWhat: ({ instrument, strategy }) => ({ instrument, group: strategy }),
});
