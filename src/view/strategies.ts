import {
  directionCell,
  formatDuration,
  formatNumber,
  gainCell,
  numberCell,
  percentCell,
  priceCell,
  shortName,
  textCell,
  timeCell,
} from './format.ts';
import type { PerformanceFacts, SignalFacts, TraderFacts } from './snapshot.ts';
import { defineView } from './view.ts';

const stateTones = { playing: 'gain', paused: 'warn', warming: 'dim' } as const;

/** Every strategy on every instrument, and how it stands. */
export const traders = defineView<TraderFacts>({
  id: 'traders',
  key: 'Z',
  title: 'Strategies',
  help: 'Every strategy on every instrument: whether it decides, what its indicators say, what it was set to. Space pauses or plays the chosen one.',
  empty: 'no strategy',
  columns: [
    { id: 'strategy', title: 'Strategy', align: 'left', cell: (t) => textCell(t.strategy, 'strong') },
    { id: 'market', title: 'Market', align: 'left', cell: (t) => textCell(shortName(t.instrument)) },
    { id: 'state', title: 'State', align: 'left', cell: (t) => textCell(stateText(t), stateTones[t.state]) },
    { id: 'position', title: 'Position', align: 'left', cell: (t) => directionCell(t.position) },
    { id: 'open', title: 'Open', align: 'right', isSummed: true, cell: (t) => numberCell(t.openTrades || NaN, 0) },
    {
      id: 'closed',
      title: 'Closed',
      align: 'right',
      isSummed: true,
      optional: 2,
      cell: (t, c) => numberCell(performanceOf(t, c.snapshot.performance)?.closed ?? NaN, 0),
    },
    {
      id: 'profit',
      title: 'P/L',
      align: 'right',
      isSummed: true,
      cell: (t, c) => gainCell(performanceOf(t, c.snapshot.performance)?.profit ?? NaN),
    },
    {
      id: 'timeframes',
      title: 'Bars',
      align: 'left',
      optional: 3,
      cell: (t) => textCell(t.timeframes.join(' '), 'dim'),
    },
    { id: 'values', title: 'Indicators', align: 'left', optional: 1, cell: (t) => textCell(valuesText(t), 'accent') },
    { id: 'params', title: 'Parameters', align: 'left', optional: 4, cell: (t) => textCell(paramsText(t), 'dim') },
  ],
  items: ({ traders: all }) => all,
  keyOf: ({ id }) => id,
  ofWhat: ({ strategy, instrument }) => ({ instrument, group: strategy }),
});

function stateText({ state, warm, needed }: TraderFacts): string {
  return state === 'warming' ? `warming ${warm}/${needed}` : state;
}

function performanceOf(
  { strategy, instrument }: TraderFacts,
  all: readonly PerformanceFacts[],
): PerformanceFacts | undefined {
  return all.find((each) => each.strategy === strategy && each.instrument === instrument);
}

function valuesText({ values }: TraderFacts): string {
  return Object.entries(values)
    .map(([label, value]) => `${label} ${formatNumber(value, Math.abs(value) < 10 ? 4 : 2)}`)
    .join('  ');
}

function paramsText({ params }: TraderFacts): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** What each strategy made of each market. */
export const performance = defineView<PerformanceFacts>({
  id: 'performance',
  key: 'P',
  title: 'Performance',
  help: 'What each strategy made of each market: closed trades only, net of fees and funding.',
  empty: 'no trade is over yet',
  columns: [
    { id: 'strategy', title: 'Strategy', align: 'left', cell: (p) => textCell(p.strategy, 'strong') },
    { id: 'market', title: 'Market', align: 'left', cell: (p) => textCell(shortName(p.instrument)) },
    { id: 'profit', title: 'P/L', align: 'right', isSummed: true, cell: (p) => gainCell(p.profit) },
    { id: 'closed', title: 'Trades', align: 'right', isSummed: true, cell: (p) => numberCell(p.closed, 0) },
    { id: 'wins', title: 'Won', align: 'right', cell: (p) => percentCell(p.wins / p.closed, 'plain', 0) },
    {
      id: 'factor',
      title: 'Factor',
      align: 'right',
      cell: (p) => numberCell(p.grossWin / p.grossLoss),
      help: 'Sum of gains over sum of losses',
    },
    { id: 'mean', title: 'Mean', align: 'right', optional: 1, cell: (p) => gainCell(p.profit / p.closed) },
    { id: 'best', title: 'Best', align: 'right', optional: 2, cell: (p) => gainCell(p.best) },
    { id: 'worst', title: 'Worst', align: 'right', optional: 3, cell: (p) => gainCell(p.worst) },
    {
      id: 'fees',
      title: 'Fees',
      align: 'right',
      isSummed: true,
      optional: 4,
      cell: (p) => numberCell(p.fees, 2, 'dim'),
    },
    { id: 'stops', title: 'Stops', align: 'right', optional: 5, cell: (p) => numberCell(p.stops, 0) },
    { id: 'targets', title: 'Targets', align: 'right', optional: 6, cell: (p) => numberCell(p.targets, 0) },
    { id: 'mfe', title: 'Mean MFE', align: 'right', optional: 8, cell: (p) => gainCell(p.bestExcursion / p.closed) },
    { id: 'mae', title: 'Mean MAE', align: 'right', optional: 9, cell: (p) => gainCell(p.worstExcursion / p.closed) },
    {
      id: 'time',
      title: 'Mean time',
      align: 'right',
      optional: 7,
      cell: (p) => textCell(formatDuration(p.time / p.closed)),
    },
  ],
  items: ({ performance: all }) => all,
  keyOf: ({ strategy, instrument }) => `${strategy}@${instrument}`,
  ofWhat: ({ strategy, instrument }) => ({ instrument, group: strategy }),
  total: sumPerformance,
});

function sumPerformance(all: readonly PerformanceFacts[]): PerformanceFacts {
  const sum = (of: (each: PerformanceFacts) => number): number => all.reduce((total, each) => total + of(each), 0);
  return {
    strategy: 'all',
    instrument: '',
    closed: sum((p) => p.closed),
    wins: sum((p) => p.wins),
    losses: sum((p) => p.losses),
    profit: sum((p) => p.profit),
    fees: sum((p) => p.fees),
    best: Math.max(...all.map((p) => p.best)),
    worst: Math.min(...all.map((p) => p.worst)),
    grossWin: sum((p) => p.grossWin),
    grossLoss: sum((p) => p.grossLoss),
    bestExcursion: sum((p) => p.bestExcursion),
    worstExcursion: sum((p) => p.worstExcursion),
    stops: sum((p) => p.stops),
    targets: sum((p) => p.targets),
    time: sum((p) => p.time),
  };
}

/** What the strategies wished, newest first. */
export const signals = defineView<SignalFacts>({
  id: 'signals',
  key: 'N',
  title: 'Signals',
  help: 'What the strategies wished, newest first, and why what was refused went no further.',
  empty: 'no signal yet',
  columns: [
    { id: 'time', title: 'Time', align: 'left', cell: (s, c) => timeCell(s.time, c) },
    { id: 'market', title: 'Market', align: 'left', cell: (s) => textCell(shortName(s.instrument), 'strong') },
    { id: 'action', title: 'Action', align: 'left', cell: (s) => textCell(s.action) },
    { id: 'direction', title: 'Dir', align: 'left', cell: (s) => directionCell(s.direction) },
    { id: 'price', title: 'Price', align: 'right', cell: (s, c) => priceCell(s.price, s.instrument, c) },
    { id: 'stop', title: 'Stop', align: 'right', optional: 3, cell: (s) => textCell(s.stop) },
    { id: 'target', title: 'Target', align: 'right', optional: 4, cell: (s) => textCell(s.target) },
    { id: 'strategy', title: 'Strategy', align: 'left', optional: 2, cell: (s) => textCell(s.strategy, 'dim') },
    { id: 'refused', title: 'Refused', align: 'left', optional: 1, cell: (s) => textCell(s.refused, 'warn') },
    { id: 'why', title: 'Why', align: 'left', cell: (s) => textCell(s.why, 'dim') },
    { id: 'label', title: 'Label', align: 'left', optional: 6, cell: (s) => textCell(s.label, 'dim') },
    { id: 'id', title: 'Id', align: 'left', optional: 5, cell: (s) => textCell(s.id, 'dim') },
  ],
  items: ({ logs }) => logs.signals.items.slice(-500).toReversed(),
  keyOf: ({ id }) => id,
  ofWhat: ({ instrument, strategy }) => ({ instrument, group: strategy }),
});
