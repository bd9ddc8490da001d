import type { OperationPlan } from '../../../market/operation.ts';
import { readBy, type Reading } from '../../schema/fault.ts';
import { breakeven } from './breakeven.ts';
import { closeAfter, closeAt } from './close.ts';
import { dynamicStopLoss, dynamicTakeProfit } from './dynamic.ts';
import type { Job } from './operation.ts';
import { stepStopLoss } from './step-stop-loss.ts';
import { trailing } from './trailing.ts';

/** Every kind of operation by its name. A new one is a file, a line here and a member of `OperationPlan`. */
export const operationKinds = {
  'step-stop-loss': stepStopLoss,
  breakeven,
  trailing,
  'dynamic-stop-loss': dynamicStopLoss,
  'dynamic-take-profit': dynamicTakeProfit,
  'close-at': closeAt,
  'close-after': closeAfter,
} as const;

/** Reads what somebody wants to be done to a trade. */
export function readOperation(value: unknown): Reading<OperationPlan> {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : 'nothing';
  const found = Object.entries(operationKinds).find(([name]) => name === kind)?.[1];
  if (found === undefined)
    return { fault: `operation.kind: expected one of ${Object.keys(operationKinds).join(', ')}, came ${kind}` };
  return readBy<OperationPlan>(found.schema, value, 'operation');
}

/** Begins an operation on an open trade. @returns what ends it, or what stands against it */
export function beginOperation(plan: OperationPlan, job: Job): (() => void) | string {
  switch (plan.kind) {
    case 'step-stop-loss':
      return stepStopLoss.begin(plan, job);
    case 'breakeven':
      return breakeven.begin(plan, job);
    case 'trailing':
      return trailing.begin(plan, job);
    case 'dynamic-stop-loss':
      return dynamicStopLoss.begin(plan, job);
    case 'dynamic-take-profit':
      return dynamicTakeProfit.begin(plan, job);
    case 'close-at':
      return closeAt.begin(plan, job);
    case 'close-after':
      return closeAfter.begin(plan, job);
  }
}

/** What an operation does, for people. */
export function operationWords(plan: OperationPlan): string {
  switch (plan.kind) {
    case 'step-stop-loss':
      return stepStopLoss.words(plan);
    case 'breakeven':
      return breakeven.words(plan);
    case 'trailing':
      return trailing.words(plan);
    case 'dynamic-stop-loss':
      return dynamicStopLoss.words(plan);
    case 'dynamic-take-profit':
      return dynamicTakeProfit.words(plan);
    case 'close-at':
      return closeAt.words(plan);
    case 'close-after':
      return closeAfter.words(plan);
  }
}
