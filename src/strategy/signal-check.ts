import type { ExitPlan, Level, Signal, TargetPlan } from '../market/signal.ts';

/** What is wrong with a signal that a strategy returned, in words; `undefined` when nothing is. */
export function faultOf(signal: Signal): string | undefined {
  switch (signal.kind) {
    case 'enter':
      return enterFault(signal);
    case 'exit':
      return (
        positive('price', signal.price) ??
        (signal.type === 'limit' && signal.price === undefined ? 'a limit exit needs price' : undefined) ??
        ratio('portion', signal.portion)
      );
    case 'modify':
      return (
        positive('entryPrice', signal.entryPrice) ??
        (signal.stop === null ? undefined : level('stop', signal.stop)) ??
        (signal.targets === null ? undefined : targets(signal.targets))
      );
    case 'cancel':
      return undefined;
    default:
      return `unknown kind ${JSON.stringify((signal as { kind?: unknown }).kind)}: expected enter, exit, modify or cancel`;
  }
}

const types = ['market', 'limit', 'stop', 'stop-limit', 'take-profit', 'take-profit-limit'];

function enterFault(signal: Extract<Signal, { kind: 'enter' }>): string | undefined {
  if (signal.direction !== 'long' && signal.direction !== 'short')
    return `direction must be long or short, was ${String(signal.direction)}`;
  const type = signal.type ?? 'market';
  if (!types.includes(type)) return `type must be one of ${types.join(', ')}, was ${String(type)}`;
  const needsPrice = type === 'limit' || type.endsWith('-limit');
  const needsTrigger = type !== 'market' && type !== 'limit';
  if (needsPrice && signal.price === undefined) return `a ${type} entry needs price`;
  if (needsTrigger && signal.trigger === undefined) return `a ${type} entry needs trigger`;
  if (signal.fraction !== undefined && !(signal.fraction > 0 && signal.fraction < 1))
    return `fraction must lie between 0 and 1, was ${signal.fraction}`;
  if (signal.timeInForce === 'GTD' && signal.expires === undefined) return 'a GTD entry needs expires';
  return (
    positive('price', signal.price) ??
    positive('expires', signal.expires) ??
    positive('trigger', signal.trigger) ??
    positive('quantity', signal.quantity) ??
    positive('entryTimeout', signal.entryTimeout) ??
    planFault(signal)
  );
}

function planFault(plan: ExitPlan): string | undefined {
  return (
    level('stop', plan.stop) ??
    level('target', plan.target) ??
    targets(plan.targets) ??
    positive('trailing.percent', plan.trailing?.percent) ??
    positive('timeLimit', plan.timeLimit)
  );
}

function targets(plans: readonly TargetPlan[] | undefined): string | undefined {
  if (plans === undefined) return undefined;
  if (plans.length > 3) return `at most 3 targets, were ${plans.length}`;
  for (const plan of plans) {
    const fault = level('target', plan.at) ?? ratio('portion', plan.portion);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function level(name: string, value: Level | undefined): string | undefined {
  return value === undefined || typeof value === 'number'
    ? positive(name, value)
    : positive(`${name}.percent`, value.percent);
}

function positive(name: string, value: number | undefined): string | undefined {
  return value === undefined || (value > 0 && Number.isFinite(value))
    ? undefined
    : `${name} must be a positive number, was ${value}`;
}

function ratio(name: string, value: number | undefined): string | undefined {
  return value === undefined || (value > 0 && value <= 1) ? undefined : `${name} must lie in (0, 1], was ${value}`;
}
