import { didYouMean } from '../util/suggest.ts';
import type { StrategyHandlers } from './strategy.ts';

/** Every handler there is; the compiler sees to it that none is missing. */
const known: Readonly<Record<keyof StrategyHandlers, true>> = {
  onBar: true,
  onTick: true,
  onTicks: true,
  onOrder: true,
  onTimer: true,
  onAlert: true,
};

/**
 * What is wrong with what a strategy's `setup` returned, in words; `undefined` when nothing is. A handler that is not
 * known would never be called, and a strategy without any would never do anything: both are slips.
 */
export function handlersFault(handlers: unknown): string | undefined {
  const names = Object.keys(known);
  const expected = `expected setup to return handlers (${names.join(', ')})`;
  if (handlers instanceof Promise) return `${expected}, came a promise: setup must not be async`;
  if (typeof handlers !== 'object' || handlers === null) return `${expected}, came ${show(handlers)}`;
  // A member that is there and undefined is one that is left out on purpose.
  const given = Object.entries(handlers).filter(([, value]) => value !== undefined);
  const stranger = given.find(([name]) => !names.includes(name));
  if (stranger !== undefined) return `unknown handler '${stranger[0]}'${didYouMean(stranger[0], names)}`;
  const broken = given.find(([, value]) => typeof value !== 'function');
  if (broken !== undefined) return `expected '${broken[0]}' to be a function, came ${show(broken[1])}`;
  return given.length === 0 ? `${expected}, came none` : undefined;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : typeof value === 'object' ? 'an object' : typeof value;
}
