/** Periods a year of a return series, by the name of its period. */
export const periodsPerYear = { daily: 252, weekly: 52, monthly: 12, quarterly: 4, yearly: 1 } as const;

export type Period = keyof typeof periodsPerYear;
