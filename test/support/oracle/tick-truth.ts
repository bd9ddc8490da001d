import { ok } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeTickFile, type Tick } from './tick-file.ts';

/** The ticks of each instrument of a data folder, oldest first. Only a month that is being recorded may be torn. */
export function recordedTicks(data: string): ReadonlyMap<string, readonly Tick[]> {
  const found = new Map<string, Tick[]>();
  const venues = join(data, 'ticks');
  if (!existsSync(venues)) return found;
  const folders = readdirSync(venues).flatMap((venue) =>
    readdirSync(join(venues, venue)).map((name) => join(venue, name)),
  );
  for (const folder of folders.toSorted()) {
    const names = readdirSync(join(venues, folder)).filter((name) => name.endsWith('.ticks'));
    const months = names.toSorted().map((name) => decodeTickFile(readFileSync(join(venues, folder, name))));
    for (const { sealed, torn } of months) ok(torn === 0 || !sealed);
    found.set(
      folder,
      months.flatMap(({ ticks }) => ticks),
    );
  }
  return found;
}

/** What must hold of the ticks that a session records over all its lives: those of an undisturbed one, from the first on. */
export class TickTruth {
  readonly #reference: ReadonlyMap<string, readonly Tick[]>;
  readonly #counts = new Map<string, number>();

  constructor(reference: ReadonlyMap<string, readonly Tick[]>) {
    this.#reference = reference;
  }

  /** Judges what a life left: none lost that was there before, none twice, none changed. */
  died(data: string): void {
    const found = recordedTicks(data);
    for (const [folder, before] of this.#counts) {
      const now = found.get(folder)?.length ?? 0;
      ok(now >= before, `${folder}: ${now} ticks are left of ${before}`);
    }
    for (const [folder, ticks] of found) {
      const meant = this.#reference.get(folder) ?? [];
      ok(ticks.length < meant.length, `${folder}: the undisturbed session must reach further`);
      const wrong = ticks.findIndex((tick, k) => tick.some((value, at) => value !== meant[k]![at]));
      ok(wrong === -1, `${folder}: tick ${wrong + 1}: expected ${String(meant[wrong])}, came ${String(ticks[wrong])}`);
      this.#counts.set(folder, ticks.length);
    }
  }

  /** Ticks of the instrument with the fewest. */
  get least(): number {
    return Math.min(...this.#counts.values());
  }
}
