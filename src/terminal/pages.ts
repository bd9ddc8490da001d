import { views } from '../view/index.ts';
import type { View } from '../view/view.ts';

/** A page of the terminal: a table, or something that is drawn. */
export interface Page {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly help: string;
  readonly view: View | undefined;
}

const table = (view: View): Page => ({ id: view.id, key: view.key, title: view.title, help: view.help, view });

/** Every page, in the order of the tabs. */
export const pages: readonly Page[] = [
  {
    id: 'home',
    key: 'H',
    title: 'Home',
    help: 'Markets, the chart of the chosen one, open trades and what happened last, on one page.',
    view: undefined,
  },
  table(views.trades),
  table(views.tickers),
  {
    id: 'chart',
    key: 'V',
    title: 'Chart',
    help: 'Candles with indicators, trades (▲ bought, ▼ sold, ✕ left), stops, targets. [ ] change the market, < > the timeframe, ← → go back and forth.',
    view: undefined,
  },
  {
    id: 'equity',
    key: 'E',
    title: 'Equity',
    help: 'What the account was worth since the start, and how far it fell from its highest.',
    view: undefined,
  },
  ...[views.book, views.orders, views.positions, views.account, views.history].map(table),
  ...[views.performance, views.statistics, views.traders, views.trader, views.signals].map(table),
  ...[views.operations, views.regions, views.alerts, views.triggered, views.console].map(table),
  ...[views.markets, views.assets, views.watchers, views.workers, views.debug].map(table),
];

/** The page of an id; the first one for an id that is none. */
export function pageOf(id: string): Page {
  return pages.find((page) => page.id === id) ?? pages[0]!;
}
