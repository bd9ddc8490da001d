import { formatDuration, formatNumber, shortName, textCell, timeCell } from './format.ts';
import type { AlertFacts, ConsoleFacts, Snapshot } from './snapshot.ts';
import type { Cell, Tone } from './table.ts';
import { defineView } from './view.ts';

const levelTones = { info: 'plain', warn: 'warn', error: 'error' } as const;
const kindTones: Readonly<Record<string, Tone>> = { fill: 'accent', trade: 'strong', signal: 'accent', status: 'dim' };

/** Everything that happened, newest first. */
export const consoleView = defineView<ConsoleFacts>({
  id: 'console',
  key: 'I',
  title: 'Console',
  help: 'Everything that happened, newest first: signals, orders, fills, trades, commands and what was said of them.',
  empty: 'nothing happened yet',
  columns: [
    { id: 'time', title: 'Time', align: 'left', cell: (l, c) => timeCell(l.time, c) },
    { id: 'kind', title: 'What', align: 'left', cell: (l) => textCell(l.kind, kindTones[l.kind] ?? 'plain') },
    { id: 'market', title: 'Market', align: 'left', cell: (l) => textCell(shortName(l.instrument)) },
    { id: 'text', title: 'Text', align: 'left', cell: (l) => textCell(l.text, levelTones[l.level]) },
    { id: 'number', title: '#', align: 'right', optional: 1, cell: (l) => textCell(String(l.sequence), 'dim') },
  ],
  items: ({ logs }) => logs.console.items.slice(-500).toReversed(),
  keyOf: ({ sequence, kind }) => `${sequence}/${kind}`,
  ofWhat: ({ instrument }) => ({ instrument }),
});

/** What a person should know of, newest first. */
export const alerts = defineView<AlertFacts>({
  id: 'triggered',
  key: 'W',
  title: 'Triggered',
  help: 'Alerts that came true, and what else a person should know of, newest first: refusals, liquidations, funding, strategies that failed.',
  empty: 'nothing to worry about',
  columns: [
    { id: 'time', title: 'Time', align: 'left', cell: (a, c) => timeCell(a.time, c) },
    { id: 'level', title: 'Level', align: 'left', cell: (a) => textCell(a.level, levelTones[a.level]) },
    { id: 'market', title: 'Market', align: 'left', cell: (a) => textCell(shortName(a.instrument), 'strong') },
    { id: 'strategy', title: 'Strategy', align: 'left', optional: 1, cell: (a) => textCell(a.strategy, 'dim') },
    { id: 'message', title: 'Message', align: 'left', cell: (a) => textCell(a.message, levelTones[a.level]) },
  ],
  items: ({ logs }) => logs.alerts.items.slice(-500).toReversed(),
  keyOf: ({ time, instrument, message }) => `${time}/${instrument}/${message}`,
  ofWhat: ({ instrument, strategy }) => ({ instrument, group: strategy }),
});

interface Fact {
  readonly name: string;
  readonly value: Cell;
}

/** How the program itself is doing. */
export const debug = defineView<Fact>({
  id: 'debug',
  key: 'D',
  title: 'Debug',
  help: 'How the program itself is doing: pace of the market, events, memory, logs kept.',
  empty: '',
  columns: [
    { id: 'name', title: 'Name', align: 'left', cell: ({ name }) => textCell(name, 'strong') },
    { id: 'value', title: 'Value', align: 'right', cell: ({ value }) => value },
  ],
  items: factsOf,
  keyOf: ({ name }) => name,
});

function fact(name: string, text: string, tone: Tone = 'plain'): Fact {
  return { name, value: textCell(text, tone) };
}

function count(value: number): string {
  return formatNumber(value, 0);
}

function factsOf({ session, time, logs, series }: Snapshot): Fact[] {
  return [
    fact('Version', session.version),
    fact('Market time', new Date(time).toISOString().replace('T', ' ').slice(0, 19)),
    fact('Since', new Date(session.startTime).toISOString().replace('T', ' ').slice(0, 19)),
    fact('Ran for', formatDuration(time - session.startTime)),
    fact('Pace', `${formatNumber(session.speed, 0)}× wall time`),
    fact('Lag', formatDuration(session.lag), session.lag > 1000 ? 'warn' : 'plain'),
    fact('Ticks', count(session.ticks)),
    fact('Bars', count(session.bars)),
    fact('Events', count(session.events)),
    fact('Memory', `${count(session.memory / 1e6)} MB`),
    fact('Trades over', count(logs.history.total)),
    fact('Signals', count(logs.signals.total)),
    fact('Alerts', count(logs.alerts.total)),
    fact('Console lines', count(logs.console.total)),
    ...series.map(({ instrument, timeframe, bars }) =>
      fact(`Bars ${shortName(instrument)} ${timeframe}`, count(bars.total)),
    ),
  ];
}
