import { formatDuration, formatNumber, numberCell, shortName, sparkline, textCell, timeCell } from './format.ts';
import type { LaneFacts, ThreadFacts } from './machine.ts';
import type { Snapshot } from './snapshot.ts';
import type { Cell, Tone } from './table.ts';
import { type CellContext, defineView } from './view.ts';

function stateCell({ nextTime, lastTime }: LaneFacts, { now }: CellContext): Cell {
  if (nextTime === Infinity) return textCell('● over', 'warn');
  if (Number.isNaN(lastTime)) return textCell('○ waits', 'dim');
  return now - lastTime > 300_000 ? textCell('● quiet', 'warn') : textCell('● flows', 'gain');
}

/** Where the data come from. */
export const watchers = defineView<LaneFacts>({
  id: 'watchers',
  key: 'J',
  title: 'Data',
  help: 'Where the data of each market come from, whether they flow, how many ticks and bars passed, and what is to happen next.',
  empty: 'no market is open',
  columns: [
    { id: 'market', title: 'Market', align: 'left', cell: (l) => textCell(shortName(l.instrument), 'strong') },
    { id: 'state', title: 'State', align: 'left', cell: stateCell },
    { id: 'kind', title: 'Data', align: 'left', cell: ({ kind }) => textCell(kind) },
    { id: 'source', title: 'Source', align: 'left', cell: ({ source }) => textCell(source) },
    { id: 'ticks', title: 'Ticks', align: 'right', cell: ({ ticks }) => numberCell(ticks, 0) },
    { id: 'bars', title: 'Bars', align: 'right', cell: ({ bars }) => numberCell(bars, 0) },
    { id: 'last', title: 'Last event', align: 'right', cell: (l, c) => timeCell(l.lastTime, c) },
    {
      id: 'next',
      title: 'Next',
      align: 'right',
      optional: 1,
      cell: ({ nextTime }, c) => (nextTime === Infinity ? textCell('·', 'dim') : timeCell(nextTime, c)),
    },
    {
      id: 'path',
      title: 'Path',
      align: 'left',
      optional: 2,
      cell: ({ path }) => textCell(path, 'dim'),
      help: 'How ticks are gone through',
    },
    { id: 'venue', title: 'Instrument', align: 'left', optional: 3, cell: (l) => textCell(l.instrument, 'dim') },
  ],
  items: ({ lanes }) => lanes,
  keyOf: ({ instrument }) => instrument,
  ofWhat: ({ instrument }) => ({ instrument }),
});

/** A thread, or the session itself. */
interface Part extends ThreadFacts {
  readonly memory: number;
}

function queueCell({ queue, room }: Part): Cell {
  if (room === 0) return textCell('·', 'dim');
  const ratio = queue / room;
  const tone: Tone = ratio > 0.5 ? 'error' : ratio > 0.1 ? 'warn' : 'plain';
  return { text: `${formatNumber(queue, 0)} ${sparkline([0, ratio, 1], 3).slice(1, 2)}`, value: queue, tone };
}

function partsOf({ session, threads }: Snapshot): Part[] {
  const late = session.lag > 1000;
  const bus: Part = {
    name: 'bus',
    state: late ? `${formatDuration(session.lag)} late` : 'keeps pace',
    heap: NaN,
    buffers: NaN,
    queue: 0,
    room: 0,
    runs: `${formatNumber(session.events, 0)} events, ${formatNumber(session.ticks, 0)} ticks, ${formatNumber(session.bars, 0)} bars`,
    memory: session.memory / 1e6,
  };
  return [bus, ...threads.map((thread) => ({ ...thread, memory: NaN }))];
}

/** What works for the session, and how hard. */
export const workers = defineView<Part>({
  id: 'workers',
  key: 'K',
  title: 'Workers',
  help: 'The bus and the threads that strategies run on: what they do, the memory they hold, what waits for them. `siis top` tells the same in another terminal.',
  empty: '',
  columns: [
    { id: 'name', title: 'Part', align: 'left', cell: ({ name }) => textCell(name, 'strong') },
    {
      id: 'state',
      title: 'State',
      align: 'left',
      cell: ({ state }) => textCell(state, state.endsWith('late') ? 'warn' : state === 'decides' ? 'accent' : 'gain'),
    },
    { id: 'heap', title: 'Heap MB', align: 'right', cell: ({ heap }) => numberCell(heap, 0) },
    { id: 'buffers', title: 'Buffers MB', align: 'right', optional: 2, cell: ({ buffers }) => numberCell(buffers, 0) },
    { id: 'memory', title: 'Process MB', align: 'right', optional: 1, cell: ({ memory }) => numberCell(memory, 0) },
    { id: 'queue', title: 'Queue', align: 'right', cell: queueCell, help: 'Words that wait in its ring' },
    { id: 'room', title: 'Room', align: 'right', optional: 3, cell: ({ room }) => numberCell(room || NaN, 0, 'dim') },
    { id: 'runs', title: 'Works on', align: 'left', cell: ({ runs }) => textCell(runs, 'dim') },
  ],
  items: partsOf,
  keyOf: ({ name }) => name,
});
