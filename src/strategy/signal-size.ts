import type { Grid } from '../market/grid.ts';
import type { Level, Signal, TargetPlan } from '../market/signal.ts';

/** The steps of an instrument. */
export interface Steps {
  readonly price: Grid;
  readonly quantity: Grid;
}

/**
 * What is too large in a well-formed signal to be counted in the steps of its instrument, in words; `undefined` when
 * nothing is.
 */
export function sizeFaultOf(signal: Signal, { price, quantity }: Steps): string | undefined {
  switch (signal.kind) {
    case 'enter':
      return (
        beyond('price', signal.price, price) ??
        beyond('trigger', signal.trigger, price) ??
        beyond('quantity', signal.quantity, quantity) ??
        beyond('stop', signal.stop, price) ??
        beyond('target', signal.target, price) ??
        beyondTargets(signal.targets, price)
      );
    case 'exit':
      return beyond('price', signal.price, price);
    case 'modify':
      return (
        beyond('stop', signal.stop, price) ??
        beyond('entryPrice', signal.entryPrice, price) ??
        beyondTargets(signal.targets, price)
      );
    case 'region':
      return beyond('cancel', signal.add?.cancel, price);
    case 'alert':
    case 'operation':
    case 'cancel':
      return undefined;
  }
}

function beyondTargets(targets: readonly TargetPlan[] | null | undefined, grid: Grid): string | undefined {
  if (targets === undefined || targets === null) return undefined;
  for (let k = 0; k < targets.length; k++) {
    const fault = beyond(`targets[${k}].at`, targets[k]!.at, grid);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function beyond(name: string, value: Level | null | undefined, grid: Grid): string | undefined {
  if (typeof value !== 'number' || grid.canCount(value)) return undefined;
  return `${name} must come to fewer than 2^53 steps of ${grid.step}, was ${value}`;
}
