import { assert } from '../util/assert.ts';

/** A point and the value of the function there. */
interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * Finds a minimum near `start` without derivatives: the simplex method of Nelder and Mead (1965) with the usual factors
 * (reflect 1, expand 2, contract and shrink 1/2), a first simplex 5 % wide (0.00025 at zero), and an end when points
 * and values agree to 1e-4. `undefined` when that takes 200 steps or looks a dimension.
 */
export function nelderMead(
  f: (at: readonly number[]) => number,
  start: readonly number[],
): readonly number[] | undefined {
  const size = start.length;
  assert(size >= 1, 'nothing to vary');
  const spent = { calls: 0 };
  const look = (at: readonly number[]): Vertex => {
    spent.calls += 1;
    return { at, value: f(at) };
  };
  const simplex = [look(start)];
  for (let k = 0; k < size; k++) simplex.push(look(start.map((x, j) => (j === k ? nudge(x) : x))));
  order(simplex);
  for (let step = 1; step < size * 200 && spent.calls < size * 200; step++) {
    if (isSettled(simplex)) return simplex[0]!.at;
    move(simplex, look);
    order(simplex);
  }
  return undefined;
}

function nudge(x: number): number {
  return x === 0 ? 0.000_25 : x * 1.05;
}

function order(simplex: Vertex[]): void {
  simplex.sort((left, right) => left.value - right.value);
}

function isSettled(simplex: readonly Vertex[]): boolean {
  const best = simplex[0]!;
  return simplex.every(
    (vertex) =>
      Math.abs(vertex.value - best.value) <= 1e-4 && vertex.at.every((x, k) => Math.abs(x - best.at[k]!) <= 1e-4),
  );
}

/** Replaces the worst vertex by a better one on the line through the centre of the others, else shrinks. */
function move(simplex: Vertex[], look: (at: readonly number[]) => Vertex): void {
  const last = simplex.length - 1;
  const worst = simplex[last]!;
  const centre = worst.at.map(
    (_, k) => simplex.slice(0, last).reduce((total, vertex) => total + vertex.at[k]!, 0) / last,
  );
  const along = (factor: number): Vertex => look(centre.map((x, k) => (1 + factor) * x - factor * worst.at[k]!));
  const reflected = along(1);
  if (reflected.value < simplex[0]!.value) {
    const expanded = along(2);
    simplex[last] = expanded.value < reflected.value ? expanded : reflected;
    return;
  }
  if (reflected.value < simplex[last - 1]!.value) {
    simplex[last] = reflected;
    return;
  }
  const outside = reflected.value < worst.value;
  const contracted = along(outside ? 0.5 : -0.5);
  if (outside ? contracted.value <= reflected.value : contracted.value < worst.value) {
    simplex[last] = contracted;
    return;
  }
  const best = simplex[0]!.at;
  for (let k = 1; k <= last; k++) simplex[k] = look(best.map((x, j) => x + 0.5 * (simplex[k]!.at[j]! - x)));
}
