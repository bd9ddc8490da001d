import { barsAndInstruments } from './0001-bars-and-instruments.ts';
import { sumsOfInstruments } from './0002-sums-of-instruments.ts';

/** Plain SQL, in order, each run once: a database's `user_version` is the number of those it has seen. */
export const migrations: readonly string[] = [barsAndInstruments, sumsOfInstruments];
