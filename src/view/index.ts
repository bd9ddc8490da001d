import { account } from './account.ts';
import { book } from './book.ts';
import { alerts, consoleView, debug } from './console.ts';
import { operations, regions, waiting } from './guards.ts';
import { watchers, workers } from './machine-views.ts';
import { assets, markets, tickers } from './markets.ts';
import { orders, positions } from './orders.ts';
import { statistics } from './statistics.ts';
import { performance, signals, traders } from './strategies.ts';
import { trader } from './trader.ts';
import { history, trades } from './trades.ts';
import type { View } from './view.ts';

/** Every table by its id, in the order of the tabs. */
export const views = {
  trades,
  tickers,
  book,
  account,
  orders,
  positions,
  history,
  performance,
  statistics,
  signals,
  traders,
  trader,
  operations,
  regions,
  alerts: waiting,
  triggered: alerts,
  console: consoleView,
  markets,
  assets,
  watchers,
  workers,
  debug,
} as const satisfies Readonly<Record<string, View>>;
