import { formatNumber, gainCell, gainPercentCell, numberCell, percentCell, textCell } from './format.ts';
import type { AccountFacts } from './snapshot.ts';
import type { Cell } from './table.ts';
import { defineView } from './view.ts';

interface Line {
  readonly account: string;
  readonly name: string;
  readonly value: Cell;
  readonly help: string;
}

/** Name and value, a line each: what an account is worth and what binds it. */
export const account = defineView<Line>({
  id: 'account',
  key: 'A',
  title: 'Account',
  help: 'What the account is worth, what of it is bound, and how far it fell from its highest.',
  empty: 'no account',
  columns: [
    { id: 'account', title: 'Account', align: 'left', optional: 2, cell: ({ account: name }) => textCell(name, 'dim') },
    { id: 'name', title: 'Name', align: 'left', cell: ({ name }) => textCell(name, 'strong') },
    { id: 'value', title: 'Value', align: 'right', cell: ({ value }) => value },
    { id: 'meaning', title: 'Meaning', align: 'left', optional: 1, cell: ({ help }) => textCell(help, 'dim') },
  ],
  items: ({ accounts }) => accounts.flatMap(linesOf),
  keyOf: (line) => `${line.account}/${line.name}`,
  ofWhat: ({ account: group }) => ({ group }),
});

function linesOf(facts: AccountFacts): Line[] {
  const { name: of, currency, equity, cash, available, startEquity, dayEquity } = facts;
  const line = (name: string, value: Cell, help: string): Line => ({ account: of, name, value, help });
  const used = Math.max(0, equity - available);
  return [
    line('Equity', numberCell(equity, 2, 'strong'), `cash and everything held, at mark, ${currency}`),
    line('Cash', numberCell(cash), 'what it is worth besides what its markets hold'),
    line('Available', numberCell(available), 'what new positions may use, before leverage'),
    line('In use', numberCell(used), 'bound by open positions'),
    line(
      'Leverage',
      textCell(`${formatNumber(facts.leverage, 0)}×`),
      facts.isMargin ? 'margin account' : 'spot account',
    ),
    line('Margin level', levelOf(equity, used), 'equity over what is bound: higher is safer'),
    line('Unrealised', gainCell(facts.unrealised), 'of the open trades, net of their entry fees'),
    line('Realised', gainCell(facts.profit), 'of the closed trades, net of fees and funding'),
    line('Fees', numberCell(facts.fees), 'paid so far'),
    line('Today', gainCell(equity - dayEquity), 'since 00:00 UTC'),
    line('Return', gainPercentCell(equity / startEquity - 1), `since the start, from ${formatNumber(startEquity, 2)}`),
    line('Drawdown', percentCell(facts.drawdown, facts.drawdown > 0.1 ? 'warn' : 'plain'), 'below the highest equity'),
    line('Max drawdown', percentCell(facts.maxDrawdown), 'the deepest so far'),
    line('Open trades', numberCell(facts.openTrades, 0), 'open now'),
    line('Closed trades', numberCell(facts.closedTrades, 0), 'over, parts counted once each'),
  ];
}

function levelOf(equity: number, used: number): Cell {
  return used === 0 ? textCell('·', 'dim') : percentCell(equity / used, equity / used < 1.5 ? 'warn' : 'plain', 0);
}
