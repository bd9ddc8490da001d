import { formatDuration, formatNumber, gainCell, nothing, numberCell, percentCell, textCell } from './format.ts';
import type { PerformanceFacts, Snapshot } from './snapshot.ts';
import type { Cell } from './table.ts';
import { defineView } from './view.ts';

interface Line {
  readonly name: string;
  readonly help: string;
  readonly cell: (facts: PerformanceFacts) => Cell;
}

/** A figure that needs trades to be one. */
function of(figure: (facts: PerformanceFacts) => Cell): Line['cell'] {
  return (facts) => (facts.closed === 0 ? textCell(nothing, 'dim') : figure(facts));
}

const lines: readonly Line[] = [
  { name: 'Closed trades', help: 'parts count once each', cell: ({ closed }) => numberCell(closed, 0, 'strong') },
  { name: 'Won', help: 'of all', cell: of((p) => percentCell(p.wins / p.closed, 'plain', 1)) },
  { name: 'Wins', help: 'with a profit after fees', cell: ({ wins }) => numberCell(wins, 0) },
  { name: 'Losses', help: 'with a loss after fees', cell: ({ losses }) => numberCell(losses, 0) },
  { name: 'Profit', help: 'net of fees and funding', cell: of((p) => gainCell(p.profit)) },
  { name: 'Gross win', help: 'sum of the wins', cell: of((p) => gainCell(p.grossWin)) },
  { name: 'Gross loss', help: 'sum of the losses', cell: of((p) => gainCell(-p.grossLoss)) },
  { name: 'Fees', help: 'part of the profit above', cell: of((p) => numberCell(p.fees)) },
  { name: 'Profit factor', help: 'gross win over gross loss', cell: of((p) => factorCell(p.grossWin / p.grossLoss)) },
  { name: 'Expectancy', help: 'profit a trade', cell: of((p) => gainCell(p.profit / p.closed)) },
  { name: 'Mean win', help: 'of the wins', cell: of((p) => gainCell(p.grossWin / p.wins)) },
  { name: 'Mean loss', help: 'of the losses', cell: of((p) => gainCell(-p.grossLoss / p.losses)) },
  {
    name: 'Payoff',
    help: 'mean win over mean loss',
    cell: of((p) => factorCell(p.grossWin / p.wins / (p.grossLoss / p.losses))),
  },
  { name: 'Best', help: 'the largest win', cell: of((p) => gainCell(p.best)) },
  { name: 'Worst', help: 'the largest loss', cell: of((p) => gainCell(p.worst)) },
  { name: 'Mean MFE', help: 'largest open gain, on average', cell: of((p) => gainCell(p.bestExcursion / p.closed)) },
  { name: 'Mean MAE', help: 'largest open loss, on average', cell: of((p) => gainCell(p.worstExcursion / p.closed)) },
  {
    name: 'Kept',
    help: 'of the largest open gains: profit over MFE',
    cell: of((p) => percentCell(p.profit / p.bestExcursion, 'plain', 0)),
  },
  { name: 'Stopped', help: 'ended by their stop', cell: of((p) => shareCell(p.stops, p.closed)) },
  { name: 'Targets', help: 'ended by a target', cell: of((p) => shareCell(p.targets, p.closed)) },
  { name: 'Mean time', help: 'in a trade', cell: of((p) => textCell(formatDuration(p.time / p.closed))) },
];

function factorCell(ratio: number): Cell {
  return Number.isNaN(ratio) ? textCell(nothing, 'dim') : numberCell(ratio, 2, ratio >= 1 ? 'gain' : 'loss');
}

function shareCell(count: number, all: number): Cell {
  return { text: `${formatNumber(count, 0)}  ${formatNumber((count / all) * 100, 0)}%`, value: count, tone: 'plain' };
}

/** Both directions as one. */
function together({ directions: { long, short } }: Snapshot): PerformanceFacts {
  return {
    strategy: '',
    instrument: '',
    closed: long.closed + short.closed,
    wins: long.wins + short.wins,
    losses: long.losses + short.losses,
    profit: long.profit + short.profit,
    fees: long.fees + short.fees,
    best: Math.max(long.best, short.best),
    worst: Math.min(long.worst, short.worst),
    grossWin: long.grossWin + short.grossWin,
    grossLoss: long.grossLoss + short.grossLoss,
    bestExcursion: long.bestExcursion + short.bestExcursion,
    worstExcursion: long.worstExcursion + short.worstExcursion,
    stops: long.stops + short.stops,
    targets: long.targets + short.targets,
    time: long.time + short.time,
  };
}

/** The figures of all closed trades, and of each direction. */
export const statistics = defineView<Line>({
  id: 'statistics',
  key: 'U',
  title: 'Statistics',
  help: 'What the closed trades came to: all of them, and those of each direction. Strategy by strategy it is on page P.',
  empty: '',
  columns: [
    { id: 'name', title: 'Figure', align: 'left', cell: ({ name }) => textCell(name, 'strong') },
    { id: 'all', title: 'All', align: 'right', cell: ({ cell }, { snapshot }) => cell(together(snapshot)) },
    { id: 'long', title: 'Long', align: 'right', cell: ({ cell }, { snapshot }) => cell(snapshot.directions.long) },
    { id: 'short', title: 'Short', align: 'right', cell: ({ cell }, { snapshot }) => cell(snapshot.directions.short) },
    { id: 'meaning', title: 'Meaning', align: 'left', optional: 1, cell: ({ help }) => textCell(help, 'dim') },
  ],
  items: () => lines,
  keyOf: ({ name }) => name,
});
