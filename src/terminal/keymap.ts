import type { App } from './app.ts';
import type { Commander } from './commander.ts';
import { pages } from './pages.ts';
import { replaySteps } from './replay-commands.ts';

/** What keys work on. */
export interface Desk {
  readonly app: App;
  readonly commander: Commander;
}

/** What a key does while nothing is typed. */
export interface Binding {
  readonly keys: readonly string[];
  /** How the keys are written for people. */
  readonly shown: string;
  /** A word for the foot. */
  readonly label: string;
  /** A sentence for the help. */
  readonly help: string;
  /** The smaller, the sooner it is in the foot; absent: only in the help. */
  readonly rank?: number;
  /** Whether it does anything now. */
  readonly works: (app: App) => boolean;
  readonly run: (desk: Desk) => void;
}

const always = (): boolean => true;
const onTable = (app: App): boolean => app.page.view !== undefined || app.page.id === 'home';
const onRow = (app: App): boolean => app.chosenRow !== undefined;
const onReplay = ({ door }: App): boolean => door.replay !== undefined;
const onTrade = (app: App): boolean => !onReplay(app) && (app.chosenRow?.trade ?? '') !== '';
const onMarket = (app: App): boolean => app.chosenInstrument !== '';
const onSteered = (app: App): boolean => !onReplay(app) && onMarket(app);
const onChart = (app: App): boolean => app.page.id === 'chart' || app.page.id === 'home';
const onMarkets = (app: App): boolean => onChart(app) || app.page.id === 'book' || app.page.id === 'trader';
const makers: Readonly<Record<string, (app: App) => string>> = {
  regions: ({ chosenInstrument }) => `range-region ${chosenInstrument} `,
  alerts: ({ chosenInstrument }) => `price-cross-alert ${chosenInstrument} `,
  triggered: ({ chosenInstrument }) => `price-cross-alert ${chosenInstrument} `,
  chart: ({ chosenInstrument }) => `price-cross-alert ${chosenInstrument} `,
  book: ({ chosenInstrument }) => `price-cross-alert ${chosenInstrument} `,
  operations: ({ chosenRow }) => `operation ${chosenRow?.trade ?? ''} `,
  trades: ({ chosenRow }) => `operation ${chosenRow?.trade ?? ''} `,
};
const removers: Readonly<Record<string, (key: string) => string>> = {
  regions: (key) => `remove-region ${key}`,
  alerts: (key) => `remove-alert ${key}`,
  operations: (key) => `remove-operation ${key.replace('/', ' ')}`,
};

function bind(
  keys: string,
  [shown, label, help]: readonly [shown: string, label: string, help: string],
  run: (desk: Desk) => void,
  more: { readonly rank?: number; readonly works?: (app: App) => boolean } = {},
): Binding {
  const { rank, works = always } = more;
  return { keys: keys.split(' '), shown, label, help, works, run, ...(rank === undefined ? {} : { rank }) };
}

/** What of the chosen row can be explained: a signal, an order, or a trade. */
function whyOf({ page, chosenRow }: App): string {
  if (chosenRow === undefined || chosenRow.isHeading === true) return '';
  if (page.id === 'signals' || page.id === 'orders') return chosenRow.key;
  if (page.id === 'history') return chosenRow.key.split('/')[0]!;
  return chosenRow.trade;
}

/** What goes through a recorded session. */
const replayBindings: readonly Binding[] = [
  bind('space', ['Space', 'play/pause', 'Plays the record, or pauses it'], ({ app }) => app.door.replay?.toggle(), {
    rank: 2.1,
    works: onReplay,
  }),
  ...replaySteps.map((step, k) =>
    bind(
      String(k + 1),
      [String(k + 1), step, `Goes on to the next ${step}`],
      ({ app }) => app.door.replay?.forward(step, 1),
      { rank: 2.2 + k * 0.1, works: onReplay },
    ),
  ),
  ...replaySteps.map((step, k) =>
    bind(
      String(k + 6),
      [String(k + 6), `${step} back`, `Goes back to the ${step} before`],
      ({ app }) => app.door.replay?.back(step),
      { works: onReplay, ...(step === 'bar' || step === 'trade' ? { rank: 2.6 + k * 0.01 } : {}) },
    ),
  ),
  bind('+', ['+ -', 'speed', 'Plays twice, or half as fast'], ({ app }) => setPace(app, 2), {
    rank: 2.7,
    works: onReplay,
  }),
  bind('-', ['-', 'speed', ''], ({ app }) => setPace(app, 0.5), { works: onReplay }),
  bind('0', ['0', 'start', 'Goes back to the start'], ({ app }) => app.door.replay?.goTo(app.door.replay.state.start), {
    rank: 2.8,
    works: onReplay,
  }),
];

function setPace({ door: { replay } }: App, times: number): void {
  if (replay !== undefined) replay.setSpeed(Math.max(0.5, Math.min(1e6, replay.state.speed * times)));
}

/** What every key does, in the order of the help. */
export const bindings: readonly Binding[] = [
  bind('?', ['?', 'help', 'Explains the page at hand and its keys'], ({ app }) => app.openHelp(), { rank: 1 }),
  bind(
    ':',
    [':', 'command', 'Begins a command; Tab completes, ↑ ↓ go through those before'],
    ({ commander }) => commander.open(''),
    { rank: 2 },
  ),
  bind(
    '/',
    ['/', 'filter', 'Shows only rows with these words; !word without; profit>0 compares a column'],
    ({ commander }) => commander.openFilter(),
    { rank: 3, works: onTable },
  ),
  bind(
    'q escape',
    ['q', 'back', 'Goes back: from help, details, a filter, a page; at last asks to leave'],
    ({ app }) => app.back(),
    { rank: 4 },
  ),
  bind(
    'b',
    ['b', 'buy', 'Begins an order to buy the chosen market'],
    ({ app, commander }) => commander.open(`long ${app.chosenInstrument} `),
    { rank: 2.6, works: onSteered },
  ),
  bind(
    's',
    ['s', 'sell', 'Begins an order to sell the chosen market short'],
    ({ app, commander }) => commander.open(`short ${app.chosenInstrument} `),
    { rank: 2.7, works: onSteered },
  ),
  bind(
    'c',
    ['c', 'close', 'Closes the chosen trade at the market, after a look at what it comes to'],
    ({ app, commander }) => commander.submit(`close ${app.chosenRow?.trade ?? ''}`),
    { rank: 2.1, works: onTrade },
  ),
  bind(
    'p',
    ['p', 'protect', 'Begins to move the stop of the chosen trade'],
    ({ app, commander }) => commander.open(`stop-loss ${app.chosenRow?.trade ?? ''} `),
    { rank: 2.2, works: onTrade },
  ),
  bind(
    't',
    ['t', 'target', 'Begins to move the target of the chosen trade'],
    ({ app, commander }) => commander.open(`take-profit ${app.chosenRow?.trade ?? ''} `),
    { rank: 2.3, works: onTrade },
  ),
  bind(
    'e',
    ['e', 'breakeven', 'Moves the stop of the chosen trade to its entry'],
    ({ app, commander }) => commander.submit(`breakeven ${app.chosenRow?.trade ?? ''}`),
    { rank: 2.8, works: onTrade },
  ),
  bind(
    'i',
    ['i', 'trail', 'Lets the stop of the chosen trade follow the price'],
    ({ app, commander }) => commander.open(`trailing ${app.chosenRow?.trade ?? ''} `),
    { rank: 2.9, works: onTrade },
  ),
  bind(
    '+',
    ['+', 'add', 'Begins an alert, a region or an operation, whatever the page is of'],
    ({ app, commander }) => commander.open(makers[app.page.id]?.(app) ?? ''),
    { rank: 2.4, works: (app) => makers[app.page.id] !== undefined && onSteered(app) },
  ),
  bind(
    'd delete',
    ['d', 'remove', 'Takes the chosen alert, region or operation away'],
    ({ app, commander }) => commander.submit(removers[app.page.id]?.(app.chosenRow?.key ?? '') ?? ''),
    { rank: 2.5, works: (app) => removers[app.page.id] !== undefined && onRow(app) && !onReplay(app) },
  ),
  bind(
    'w',
    ['w', 'why', 'Explains the chosen trade, order or signal: what led to it, and what came of it'],
    ({ app, commander }) => commander.submit(`why ${whyOf(app)}`),
    { rank: 5.5, works: (app) => whyOf(app) !== '' },
  ),
  bind(
    'space',
    [
      'Space',
      'pause/play',
      'Pauses the strategies, or lets them decide again; on the page of strategies the chosen one',
    ],
    ({ commander }) => commander.togglePause(),
    { rank: 16, works: (app) => !onReplay(app) },
  ),
  ...replayBindings,
  bind(
    'enter',
    ['Enter', 'details', 'Shows all there is to know of the chosen row; the chart on the page of tickers'],
    ({ app }) => app.openDetails(),
    { rank: 5, works: onRow },
  ),
  bind('v', ['v', 'chart', 'Opens the chart of the chosen market'], ({ app }) => app.openChart(), {
    rank: 17,
    works: onMarket,
  }),
  bind('[', ['[ ]', 'market', 'The market, or the strategy, before and after'], ({ app }) => app.stepMarket(-1), {
    rank: 6,
    works: onMarkets,
  }),
  bind(']', [']', 'market', ''], ({ app }) => app.stepMarket(1), { works: onMarkets }),
  bind('<', ['< >', 'timeframe', 'The timeframe before and after in the chart'], ({ app }) => app.stepTimeframe(-1), {
    rank: 7,
    works: onChart,
  }),
  bind('>', ['>', 'timeframe', ''], ({ app }) => app.stepTimeframe(1), { works: onChart }),
  bind('o', ['o', 'sort', 'Sorts by the next column'], ({ app }) => app.stepSort(), { rank: 8, works: onTable }),
  bind('r ;', ['r', 'reverse', 'Turns the order round'], ({ app }) => app.reverseSort(), { works: onTable }),
  bind(
    ',',
    [',', 'group', 'Puts rows together by the next column; Enter folds a group'],
    ({ app }) => app.stepGroup(),
    {
      rank: 18,
      works: onTable,
    },
  ),
  bind('%', ['%', 'percent', 'Profits in percent of their cost'], ({ app }) => app.setMeasure('percent'), { rank: 20 }),
  bind('*', ['*', 'pips', 'Profits in ticks of their market'], ({ app }) => app.setMeasure('pip')),
  bind('$', ['$', 'money', 'Profits in money'], ({ app }) => app.setMeasure('money')),
  bind('!', ['!', 'dates', 'Times as time, date and time, how long ago, or all of it'], ({ app }) => app.stepDates()),
  bind('n', ['n', 'notices', 'Notices of the desktop: alerts, and trades that are over; on or off'], ({ app }) =>
    app.notices.togglePopups(),
  ),
  bind('a', ['a', 'sound', 'The same by the bell of the terminal'], ({ app }) => app.notices.toggleSound()),
  bind('=', ['=', 'theme', 'The next theme: dark, light, colour-blind, 16, none'], ({ app }) => app.stepTheme()),
  bind('x', ['x', 'columns', 'Chooses which columns are shown'], ({ app }) => app.openColumns(), {
    rank: 19,
    works: onTable,
  }),
  bind('tab', ['Tab', 'next page', 'The page after this one'], ({ app }) => app.stepPage(1), { rank: 9 }),
  bind('S-tab', ['S-Tab', 'page before', 'The page before this one'], ({ app }) => app.stepPage(-1)),
  bind('up k', ['↑ k', 'up', 'One row up'], ({ app }) => app.moveRow(-1)),
  bind('down j', ['↓ j', 'down', 'One row down'], ({ app }) => app.moveRow(1)),
  bind('pageup', ['PgUp', 'page up', 'A page of rows up'], ({ app }) => app.moveRow(-app.pageHeight)),
  bind('pagedown', ['PgDn', 'page down', 'A page of rows down'], ({ app }) => app.moveRow(app.pageHeight)),
  bind('home g', ['g', 'first', 'The first row'], ({ app }) => app.moveRow(-Infinity)),
  bind('end G', ['G', 'last', 'The last row'], ({ app }) => app.moveRow(Infinity)),
  bind('left h', ['← h', 'left', 'Columns to the left; earlier bars in the chart'], ({ app }) => app.shift(-1)),
  bind('right l', ['→ l', 'right', 'Columns to the right; later bars in the chart'], ({ app }) => app.shift(1)),
  bind(
    'C-k',
    ['C-k', 'kill switch', 'Halts: waiting entries are taken back, and nothing leaves any more; asks first'],
    ({ commander }) => commander.submit('kill'),
  ),
  bind('C-l', ['C-l', 'redraw', 'Draws everything anew'], ({ app }) => app.redraw()),
  bind('C-c', ['C-c', 'leave', 'Leaves at once, in good order'], ({ app }) => app.leave()),
  ...pages.map(({ id, key, title }) =>
    bind(key, [key, title.toLowerCase(), `The page ${title}`], ({ app }) => app.show(id)),
  ),
];
