import type {
  AlertSignal,
  CancelSignal,
  EnterSignal,
  ExitPlan,
  ExitSignal,
  ModifySignal,
  OperationSignal,
  RegionSignal,
  Signal,
} from '../market/signal.ts';
import type { Direction } from '../market/record.ts';
import { readAlert } from './alert/index.ts';
import { readRegion } from './region/index.ts';
import { readOperation } from './trade/operation/index.ts';
import { mostTargets } from './trade/plan.ts';

/** What is wrong with a value, in words; `undefined` when nothing is. Absent values are never asked about. */
type Check = (value: unknown, name: string) => string | undefined;
type Shape<T> = Readonly<Record<keyof T, Check>>;

const positive: Check = (value, name) =>
  typeof value === 'number' && value > 0 && Number.isFinite(value)
    ? undefined
    : `${name} must be a positive number, was ${show(value)}`;

const distance: Check = (value, name) =>
  typeof value === 'number' && value > 0 && value < 100
    ? undefined
    : `${name} must lie between 0 and 100, was ${show(value)}`;

const notNegative: Check = (value, name) =>
  value === 0 ? undefined : positive(value, name)?.replace('a positive number', 'a number >= 0');

const portion: Check = (value, name) =>
  typeof value === 'number' && value > 0 && value <= 1 ? undefined : `${name} must lie in (0, 1], was ${show(value)}`;

const fraction: Check = (value, name) =>
  typeof value === 'number' && value > 0 && value < 1
    ? undefined
    : `${name} must lie between 0 and 1, was ${show(value)}`;

const text: Check = (value, name) =>
  typeof value === 'string' ? undefined : `${name} must be text, was ${show(value)}`;

const flag: Check = (value, name) =>
  typeof value === 'boolean' ? undefined : `${name} must be true or false, was ${show(value)}`;

function oneOf(...values: readonly string[]): Check {
  return (value, name) =>
    typeof value === 'string' && values.includes(value)
      ? undefined
      : `${name} must be one of ${values.join(', ')}, was ${show(value)}`;
}

/** An object with these keys and no others: a key that nobody reads is a stop that nobody places. */
function shape<T>(checks: Shape<T>, ...required: readonly (keyof T & string)[]): Check {
  const known = new Map<string, Check>(Object.entries(checks));
  return (value, name) => {
    if (!isRecord(value)) return `${name} must be an object, was ${show(value)}`;
    const missing = required.find((key) => value[key] === undefined);
    if (missing !== undefined) return `${name} needs ${missing}`;
    for (const key of Object.keys(value)) {
      const each = value[key];
      const check = known.get(key);
      if (check === undefined) return `${name} has no ${key}: expected ${[...known.keys()].join(', ')}`;
      const fault = each === undefined ? undefined : check(each, name === 'signal' ? key : `${name}.${key}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

const percentOnly = shape<{ percent: number }>({ percent: positive }, 'percent');
const level: Check = (value, name) => (isRecord(value) ? percentOnly(value, name) : positive(value, name));
const target = shape<NonNullable<ExitPlan['targets']>[number]>({ at: level, portion }, 'at');

const targets: Check = (value, name) => {
  if (!Array.isArray(value)) return `${name} must be a list, was ${show(value)}`;
  const list: readonly unknown[] = value;
  if (list.length > mostTargets) return `at most ${mostTargets} ${name}, were ${list.length}`;
  const faults = list.map((each, index) => target(each, `${name}[${index}]`));
  const portions = list.map(portionOf);
  const given = portions.filter((each) => !Number.isNaN(each));
  const total = given.reduce((sum, each) => sum + each, 0);
  const isOpen = portions.slice(0, -1).some((each) => Number.isNaN(each));
  return (
    faults.find((fault) => fault !== undefined) ??
    (isOpen ? `only the last of ${name} may leave its portion out: it takes the rest` : undefined) ??
    (total > 1 + 1e-9 ? `portions of ${name} must add up to at most 1, were ${total}` : undefined)
  );
};

function portionOf(each: unknown): number {
  const { portion: part } = isRecord(each) ? each : {};
  return typeof part === 'number' ? part : NaN;
}

const roi: Check = (value, name) => {
  if (!isRecord(value)) return `${name} must be an object of minutes to gain, was ${show(value)}`;
  for (const [minutes, gain] of Object.entries(value)) {
    if (!/^\d+(\.\d+)?$/.test(minutes)) return `${name} must have minutes as keys, had ${minutes}`;
    if (typeof gain !== 'number' || !(gain >= -1 && Number.isFinite(gain)))
      return `${name}.${minutes} must be a number >= -1, was ${show(gain)}`;
  }
  return undefined;
};

const orNull =
  (check: Check): Check =>
  (value, name) =>
    value === null ? undefined : check(value, name);

const plan: Shape<ExitPlan> = {
  stop: level,
  target: level,
  targets,
  trailing: shape<NonNullable<ExitPlan['trailing']>>(
    {
      percent: distance,
      after: notNegative,
      tight: shape<{ percent: number; after: number }>({ percent: distance, after: notNegative }, 'percent', 'after'),
    },
    'percent',
  ),
  breakeven: shape<NonNullable<ExitPlan['breakeven']>>({ after: positive, plus: notNegative }, 'after'),
  roi,
  timeLimit: positive,
  operations: (value, name) =>
    Array.isArray(value) ? operationsFault(value) : `${name} must be a list, was ${show(value)}`,
};

function operationsFault(list: readonly unknown[]): string | undefined {
  return list.map((each) => readOperation(each).fault).find((fault) => fault !== undefined);
}

const direction = oneOf('long', 'short');
const kind: Check = () => undefined;

const enter = shape<EnterSignal>(
  {
    kind,
    direction,
    type: oneOf('market', 'limit', 'stop', 'stop-limit', 'take-profit', 'take-profit-limit'),
    price: positive,
    trigger: positive,
    quantity: positive,
    fraction,
    entryTimeout: positive,
    postOnly: flag,
    timeInForce: oneOf('GTC', 'IOC', 'FOK', 'GTD'),
    expires: positive,
    group: text,
    context: text,
    label: text,
    why: text,
    ...plan,
  },
  'direction',
);

const shapes: Readonly<Record<Signal['kind'], Check>> = {
  enter: (value, name) => enter(value, name) ?? contradiction(value),
  exit: (value, name) => exit(value, name) ?? contradiction(value),
  modify: shape<ModifySignal>({
    kind,
    trade: text,
    stop: orNull(level),
    targets: orNull(targets),
    entryPrice: positive,
    why: text,
  }),
  cancel: shape<CancelSignal>({ kind, trade: text, why: text }),
  region: (value, name) => region(value, name) ?? needsOne(value, 'add', 'remove'),
  operation: (value, name) => operation(value, name) ?? needsOne(value, 'add', 'remove'),
  alert: (value, name) => alert(value, name) ?? needsOne(value, 'add', 'remove'),
};

const region = shape<RegionSignal>({ kind, add: (value) => readRegion(value).fault, remove: text, why: text });

const alert = shape<AlertSignal>({ kind, add: (value) => readAlert(value).fault, remove: text, why: text });

const operation = shape<OperationSignal>({
  kind,
  trade: text,
  add: (value) => readOperation(value).fault,
  remove: text,
  why: text,
});

/** A signal that says neither says nothing. */
function needsOne(value: unknown, ...keys: readonly string[]): string | undefined {
  return isRecord(value) && keys.every((key) => value[key] === undefined)
    ? `signal needs ${keys.join(' or ')}`
    : undefined;
}

const checks = new Map<unknown, Check>(Object.entries(shapes));

const exit = shape<ExitSignal>({
  kind,
  trade: text,
  direction,
  type: oneOf('market', 'limit'),
  price: positive,
  portion,
  timeout: positive,
  why: text,
});

/** Keys that are right alone, but not together. */
function contradiction(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const { kind: what, type, price, trigger, target: one, targets: many, quantity, fraction: part } = value;
  const order = typeof type === 'string' ? type : 'market';
  const name = `a ${order} ${what === 'enter' ? 'entry' : 'exit'}`;
  if (order.endsWith('limit') && price === undefined) return `${name} needs price`;
  if (what !== 'enter') return undefined;
  if (order !== 'market' && order !== 'limit' && trigger === undefined) return `${name} needs trigger`;
  if (one !== undefined && many !== undefined) return 'expected target or targets, came both';
  if (quantity !== undefined && part !== undefined) return 'expected quantity or fraction, came both';
  return isEndless(value) ? 'a GTD entry needs expires' : beyondReach(value, value['direction']);
}

/** Nothing falls by its whole price: a stop that far below, or a short's target, would lie at the lowest price there is. */
function beyondReach(value: Readonly<Record<string, unknown>>, way: unknown): string | undefined {
  const isShort = way === 'short';
  const list: readonly unknown[] = Array.isArray(value['targets']) ? value['targets'] : [];
  const levels: readonly (readonly [name: string, level: unknown])[] = isShort
    ? [['target', value['target']], ...list.map((each, k) => [`targets[${k}].at`, atOf(each)] as const)]
    : [['stop', value['stop']]];
  for (const [name, plain] of levels) {
    const { percent } = isRecord(plain) ? plain : {};
    if (typeof percent === 'number' && percent >= 100)
      return `${name}.percent of a ${isShort ? 'short' : 'long'} must be below 100, was ${percent}`;
  }
  return undefined;
}

function atOf(each: unknown): unknown {
  return isRecord(each) ? each['at'] : undefined;
}

function isEndless({ timeInForce, expires }: Readonly<Record<string, unknown>>): boolean {
  return timeInForce === 'GTD' && expires === undefined;
}

/** The same where the direction is that of the trade that a signal changes, as `faultOf` does not know it. */
export function modifyFaultOf(signal: ModifySignal, trade: Direction): string | undefined {
  return beyondReach({ ...signal }, trade);
}

/** What is wrong with what a strategy returned as a signal, in words; `undefined` when nothing is. */
export function faultOf(signal: unknown): string | undefined {
  if (signal instanceof Promise) return 'a promise is no signal: handlers must not be async';
  if (!isRecord(signal)) return `expected a signal such as {kind: 'exit'}, was ${show(signal)}`;
  const { kind: what } = signal;
  const check = checks.get(what);
  if (check !== undefined) return check(signal, 'signal');
  return `unknown kind ${show(what)}: expected ${Object.keys(shapes).join(', ')}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value for people: short, whatever it is. */
function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 40)}'`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
