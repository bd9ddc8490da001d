import { directionCell, formatNumber, formatTime, gainCell, numberCell, shortName, textCell } from './format.ts';
import type { Snapshot, TraderFacts } from './snapshot.ts';
import type { Cell } from './table.ts';
import { defineView, type Focus } from './view.ts';

interface Line {
  readonly trader: TraderFacts;
  readonly part: string;
  readonly name: string;
  readonly value: Cell;
}

/** The strategy-trader that is looked at. */
export function traderOf({ traders }: Snapshot, { trader, instrument }: Focus): TraderFacts | undefined {
  return (
    traders.find(({ id }) => id === trader) ?? traders.find((each) => each.instrument === instrument) ?? traders[0]
  );
}

/** All there is to know of one strategy on one market. */
export const trader = defineView<Line>({
  id: 'trader',
  key: 'C',
  title: 'Trader',
  help: 'One strategy on one market: whether it decides, its position, indicators and parameters, what it last wished and why that was refused. [ ] goes to the one before and after; Enter on page Z opens it.',
  empty: 'no strategy',
  columns: [
    { id: 'part', title: 'Part', align: 'left', cell: ({ part }) => textCell(part, 'dim') },
    { id: 'name', title: 'Name', align: 'left', cell: ({ name }) => textCell(name, 'strong') },
    { id: 'value', title: 'Value', align: 'left', cell: ({ value }) => value },
  ],
  items: (snapshot, focus) => linesOf(snapshot, traderOf(snapshot, focus)),
  keyOf: ({ part, name }) => `${part}/${name}`,
  ofWhat: ({ trader: { instrument, strategy } }) => ({ instrument, group: strategy }),
});

function linesOf(snapshot: Snapshot, of: TraderFacts | undefined): Line[] {
  if (of === undefined) return [];
  const line =
    (part: string) =>
    (name: string, value: Cell): Line => ({ trader: of, part, name, value });
  const [own, indicator, param] = [line('trader'), line('indicator'), line('parameter')];
  return [
    own('Strategy', textCell(of.strategy, 'accent')),
    own('Market', textCell(shortName(of.instrument), 'strong')),
    own('State', stateCell(of)),
    own('Position', directionCell(of.position)),
    ...tradeLines(snapshot, of, own),
    ...Object.entries(of.values).map(([label, value]) =>
      indicator(label, numberCell(value, Math.abs(value) < 10 ? 4 : 2)),
    ),
    ...Object.entries(of.params).map(([name, value]) =>
      param(name, textCell(typeof value === 'string' ? value : JSON.stringify(value))),
    ),
    ...guardLines(snapshot, of, line('guard')),
    ...signalLines(snapshot, of, line('signal')),
  ];
}

type Make = (name: string, value: Cell) => Line;

function stateCell({ state, warm, needed, timeframes }: TraderFacts): Cell {
  if (state === 'paused') return textCell('paused: open trades keep their stops', 'warn');
  if (state === 'warming') return textCell(`warming: ${warm} of ${needed} bars`, 'dim');
  return textCell(`decides on ${timeframes.join(' ')}`, 'gain');
}

function tradeLines({ performance, trades }: Snapshot, of: TraderFacts, line: Make): Line[] {
  const isOwn = (each: { readonly strategy: string; readonly instrument: string }): boolean =>
    each.strategy === of.strategy && each.instrument === of.instrument;
  const over = performance.find(isOwn);
  const open = trades.filter((each) => isOwn(each) && each.state !== 'pending');
  return [
    line('Open', gainCell(open.length === 0 ? NaN : open.reduce((sum, { profit }) => sum + profit, 0))),
    line('Closed', numberCell(over?.closed ?? NaN, 0)),
    line('Profit', gainCell(over?.profit ?? NaN)),
  ];
}

function guardLines({ regions, waiting }: Snapshot, of: TraderFacts, line: Make): Line[] {
  const isFor = (each: { readonly strategy: string; readonly instrument: string }): boolean =>
    each.instrument === of.instrument && (each.strategy === '' || each.strategy === of.strategy);
  return [
    ...regions
      .filter(isFor)
      .map(({ id, low, high, stage, direction }) =>
        line(`region ${id}`, textCell(`${formatNumber(low, 2)} to ${formatNumber(high, 2)}, ${direction} ${stage}`)),
      ),
    ...waiting.filter(isFor).map(({ id, condition }) => line(`alert ${id}`, textCell(condition))),
  ];
}

function signalLines({ logs, time }: Snapshot, of: TraderFacts, line: Make): Line[] {
  const own = logs.signals.items.filter((each) => each.strategy === of.strategy && each.instrument === of.instrument);
  return own
    .slice(-8)
    .toReversed()
    .map((signal) => {
      const what = `${signal.action} ${signal.direction}`.trim();
      const refused = signal.refused === '' ? '' : ` ✖ ${signal.refused}`;
      const text = `${what}${refused}${signal.why === '' ? '' : `: ${signal.why}`}`;
      return line(formatTime(signal.time, 'time', time), textCell(text, signal.refused === '' ? 'plain' : 'warn'));
    });
}
