import { type Figure, absent, counted, isAbsent } from './figure.ts';

const day = 86_400_000;
/** Shortest run whose figures are brought to a year, ms: four weeks, so that every month counts. A year made of a few days is a guess. */
const shortest = 28 * day;

/** All figures that are rates a year, or ratios of such. */
const annualised: ReadonlySet<string> = new Set([
  'cagrPercent',
  'volatilityPercent',
  'downsideRiskPercent',
  'sharpe',
  'sharpeLow95',
  'sharpeHigh95',
  'sortino',
  'calmar',
  'ulcerPerformance',
  'geometricReturnPercent',
  'geometricVolatilityPercent',
  'geometricSharpe',
  'geometricSortino',
  'geometricCalmar',
  'equalWeightSharpe',
  'alphaPercent',
  'trackingErrorPercent',
  'informationRatio',
  'upCapture',
  'downCapture',
]);

/**
 * The figures of a run that lasted `lasted` ms: those brought to a year are absent where it was too short (`3 days`).
 * What is absent for another reason keeps that reason.
 */
export function longEnough<T extends { readonly [K in keyof T]: Figure }>(figures: T, lasted: number): T {
  if (lasted >= shortest) return figures;
  const tooShort = absent(lasted < day ? 'under a day' : counted(Math.min(27, Math.round(lasted / day)), 'day'));
  const entries = Object.entries<Figure>(figures).map(([key, figure]) => [
    key,
    annualised.has(key) && !isAbsent(figure) ? tooShort : figure,
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys, and figures again
  return Object.fromEntries(entries) as T;
}
