import {
  directionCell,
  gainCell,
  numberCell,
  percentCell,
  priceCell,
  quantityCell,
  shortName,
  textCell,
  timeCell,
} from './format.ts';
import type { OrderFacts, PositionFacts } from './snapshot.ts';
import { defineView } from './view.ts';

/** Orders that may still fill. */
export const orders = defineView<OrderFacts>({
  id: 'orders',
  key: 'O',
  title: 'Orders',
  help: 'Orders that may still fill: entries that wait, stops and targets that protect open trades.',
  empty: 'no order waits',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: (o) => textCell(shortName(o.instrument), 'strong') },
    { id: 'side', title: 'Side', align: 'left', cell: (o) => textCell(o.side, o.side === 'buy' ? 'gain' : 'loss') },
    { id: 'type', title: 'Type', align: 'left', cell: (o) => textCell(o.type) },
    {
      id: 'purpose',
      title: 'For',
      align: 'left',
      cell: (o) => textCell(o.purpose, o.purpose === 'stop' ? 'warn' : 'plain'),
    },
    { id: 'quantity', title: 'Qty', align: 'right', cell: (o, c) => quantityCell(o.quantity, o.instrument, c) },
    {
      id: 'filled',
      title: 'Filled',
      align: 'right',
      optional: 3,
      cell: (o, c) => quantityCell(o.filled || NaN, o.instrument, c),
    },
    { id: 'limit', title: 'Limit', align: 'right', cell: (o, c) => priceCell(o.limit, o.instrument, c) },
    { id: 'trigger', title: 'Trigger', align: 'right', cell: (o, c) => priceCell(o.trigger, o.instrument, c) },
    {
      id: 'state',
      title: 'State',
      align: 'left',
      cell: (o) => textCell(o.state, o.state === 'unknown' ? 'error' : 'dim'),
    },
    { id: 'placed', title: 'Placed', align: 'right', optional: 1, cell: (o, c) => timeCell(o.time, c) },
    {
      id: 'tif',
      title: 'TIF',
      align: 'left',
      optional: 4,
      cell: (o) => textCell(o.timeInForce, 'dim'),
      help: 'Time in force',
    },
    { id: 'flags', title: 'Flags', align: 'left', optional: 5, cell: (o) => textCell(flagsOf(o), 'dim') },
    { id: 'strategy', title: 'Strategy', align: 'left', optional: 2, cell: (o) => textCell(o.strategy, 'dim') },
    { id: 'id', title: 'Id', align: 'left', optional: 6, cell: (o) => textCell(o.id, 'dim') },
  ],
  items: ({ orders: live }) => live,
  keyOf: ({ id }) => id,
  ofWhat: ({ instrument, trade }) => ({ instrument, trade }),
});

function flagsOf({ reduceOnly, postOnly }: OrderFacts): string {
  return [reduceOnly ? 'reduce' : '', postOnly ? 'post' : ''].filter(Boolean).join(' ');
}

/** What is held, net, market by market. */
export const positions = defineView<PositionFacts>({
  id: 'positions',
  key: 'X',
  title: 'Positions',
  help: 'What the account holds net in each market, as the venue sees it: several trades may stand behind one position.',
  empty: 'no position',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: (p) => textCell(shortName(p.instrument), 'strong') },
    { id: 'direction', title: 'Dir', align: 'left', cell: (p) => directionCell(p.direction) },
    { id: 'profit', title: 'P/L', align: 'right', isSummed: true, cell: (p) => gainCell(p.profit) },
    {
      id: 'change',
      title: 'P/L %',
      align: 'right',
      cell: (p) => ({ ...percentCell(p.profit / p.value), tone: p.profit < 0 ? 'loss' : 'gain' }),
    },
    { id: 'quantity', title: 'Qty', align: 'right', cell: (p, c) => quantityCell(p.quantity, p.instrument, c) },
    { id: 'entry', title: 'Avg entry', align: 'right', cell: (p, c) => priceCell(p.entryPrice, p.instrument, c) },
    { id: 'mark', title: 'Mark', align: 'right', cell: (p, c) => priceCell(p.mark, p.instrument, c) },
    { id: 'value', title: 'Value', align: 'right', isSummed: true, cell: (p) => numberCell(p.value) },
    { id: 'margin', title: 'Margin', align: 'right', isSummed: true, optional: 1, cell: (p) => numberCell(p.margin) },
    {
      id: 'liquidation',
      title: 'Liquidation',
      align: 'right',
      optional: 2,
      cell: (p, c) => priceCell(p.liquidation, p.instrument, c, 'warn'),
    },
    { id: 'leverage', title: 'Lev', align: 'right', optional: 4, cell: (p) => textCell(`${p.leverage}×`, 'dim') },
    { id: 'trades', title: 'Trades', align: 'right', optional: 3, cell: (p) => numberCell(p.trades, 0) },
  ],
  items: ({ positions: held }) => held,
  keyOf: ({ instrument }) => instrument,
  ofWhat: ({ instrument }) => ({ instrument }),
});
