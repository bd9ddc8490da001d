const units = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;
const day = 86_400_000;

/** The timeframe of bars that stand this far apart: 28 … 31 days are a month. `undefined` when there is none. */
export function timeframeOfSpacing(millis: number): string | undefined {
  const days = millis / day;
  if (days >= 28 && days <= 31) return '1M';
  if (days >= 89 && days <= 92) return '3M';
  if (days >= 365 && days <= 366) return '12M';
  const unit = units.find(([, size]) => millis >= size && millis % size === 0);
  if (unit === undefined) return undefined;
  const count = millis / unit[1];
  return count < 10_000 ? `${count}${unit[0]}` : undefined;
}

/** The timeframe that a file name tells: `ADABTC-1m-2021-11-27.csv`, `BTCUSDT-1mo-2024-01.zip`, `gbpusd-m1-bid.csv`, `EURUSD_H4.csv`. */
export function timeframeOfName(path: string): string | undefined {
  const name = path.replace(/^.*[/\\!]/, '');
  // Before its number a letter counts minutes also where it is a capital one: M1, H4, MN1.
  const match = /[-_ ](?:(\d{1,3})(mo|[smhdwM])|(mn|MN|[smhdwSMHDW])(\d{1,3}))[-_ .]/.exec(name);
  if (match === null) return undefined;
  const [, before, unit, letter = '', behind] = match;
  if (before !== undefined) return `${before}${unit === 'mo' ? 'M' : unit}`;
  const small = letter.toLowerCase();
  return `${behind}${small === 'mn' ? 'M' : small}`;
}
