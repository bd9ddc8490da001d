import { account } from './account.ts';
import { alerts, consoleView, debug } from './console.ts';
import { assets, markets, tickers } from './markets.ts';
import { orders, positions } from './orders.ts';
import { performance, signals, traders } from './strategies.ts';
import { history, trades } from './trades.ts';
import type { View } from './view.ts';

/** Every table by its id, in the order of the tabs. */
export const views = {
  trades,
  tickers,
  account,
  orders,
  positions,
  history,
  performance,
  signals,
  traders,
  console: consoleView,
  alerts,
  markets,
  assets,
  debug,
} as const satisfies Readonly<Record<string, View>>;
