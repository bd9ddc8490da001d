import type { Profile } from '../../config/profile.ts';
import type { Instrument } from '../../market/instrument.ts';
import { moneyToNumber } from '../../market/money.ts';
import type { RawOrder } from '../../market/order.ts';
import type { AccountView } from '../../trader/venue.ts';
import { figure } from './decision-words.ts';
import { refusalWords } from './refusal-words.ts';
import type { Step } from './step.ts';
import type { CapNote, SizeNote } from './witness.ts';

/** An entry that the money manager looked at, and what it knew. */
export interface SizedNote {
  readonly order: RawOrder;
  readonly size: SizeNote | undefined;
  /** Lots that a person set for the entries of its market. */
  readonly fixed: number | undefined;
  readonly caps: readonly CapNote[];
  readonly profile: Profile;
  readonly instrument: Instrument;
  readonly account: AccountView;
  readonly time: number;
}

/** How an entry got its size, and which caps were asked. */
export function sizeSteps(note: SizedNote): Step[] {
  const caps = note.caps.length === 0 ? [] : [capStep(note)];
  return [sizeStep(note), ...caps];
}

function sizeStep(note: SizedNote): Step {
  const { order, time, instrument, size } = note;
  if (size !== undefined) return ruleStep(note, size);
  const base = { what: 'size', time, order: order.id } as const;
  if (order.fraction !== undefined) return { ...base, ...fractionFacts(note, order.fraction) };
  if (order.lots === undefined && note.fixed !== undefined) {
    const quantity = instrument.quantity.toText(note.fixed);
    return {
      ...base,
      words: [`size: ${quantity}, as the command \`quantity\` set it`],
      facts: { rule: 'command', quantity },
    };
  }
  if (order.lots === undefined) return { ...base, words: ['size: it was refused before it was sized'], facts: {} };
  const quantity = instrument.quantity.toText(order.lots);
  return {
    ...base,
    words: [`size: the signal asked for it: ${quantity}, whole lots of ${instrument.quantity.step}, rounded down`],
    facts: { rule: 'quantity', lots: order.lots, quantity },
  };
}

function fractionFacts({ account }: SizedNote, fraction: number): Pick<Step, 'words' | 'facts'> {
  const available = moneyToNumber(account.available());
  const { leverage } = account;
  const funds = available * leverage;
  return {
    words: [
      `size: the signal asked for ${figure(fraction)} of the available funds, ${figure(available)} × leverage ${figure(leverage)} = ${figure(funds)}, fee included; the lots are counted at the price it fills at`,
    ],
    facts: { rule: 'fraction', fraction, available, leverage },
  };
}

function ruleStep({ order, time, instrument, profile }: SizedNote, { input, result }: SizeNote): Step {
  const { mode, value } = profile.sizing;
  const { price, stopDistance, equity, unit } = input;
  const exact = exactLots(mode, value, input);
  const formulas = {
    quote: `${figure(value)} to spend / ${figure(price)} a lot`,
    percent: `${figure(value)} % of equity ${figure(equity)} / ${figure(price)} a lot`,
    risk: `${figure(value)} % of equity ${figure(equity)} at risk / ${figure(stopDistance)} that a lot loses at the stop`,
    units: `${figure(value)} units × ${figure(unit)} lots a unit`,
  };
  const isRefused = typeof result === 'string';
  const came = isRefused
    ? refusalWords(result)
    : `${figure(exact)}, rounded down to ${result} lots of ${instrument.quantity.step}${result < 1 ? '' : ` = ${instrument.quantity.toText(result)}`}`;
  return {
    what: 'size',
    time,
    order: order.id,
    words: [`size by sizing.mode ${mode}: ${isRefused ? '' : `${formulas[mode]} = `}${came}`],
    facts: {
      rule: mode,
      value,
      equity,
      lotPrice: price,
      lotLoss: Number.isNaN(stopDistance) ? null : stopDistance,
      exactLots: isRefused ? null : exact,
      ...(isRefused ? { refusal: result } : { lots: result, quantity: instrument.quantity.toText(result) }),
    },
  };
}

/** The lots before rounding. */
function exactLots(mode: Profile['sizing']['mode'], value: number, input: SizeNote['input']): number {
  switch (mode) {
    case 'quote':
      return value / input.price;
    case 'percent':
      return (input.equity * value) / 100 / input.price;
    case 'risk':
      return (input.equity * value) / 100 / input.stopDistance;
    case 'units':
      return value * input.unit;
  }
}

function capStep({ order, time, caps }: SizedNote): Step {
  const words = caps.map(
    ({ name, most, came, isBroken }) =>
      `limits.${name} ${figure(most)}: it comes to ${figure(came)}${isBroken ? ', refused' : ''}`,
  );
  return {
    what: 'caps',
    time,
    order: order.id,
    words: [`caps looked at: ${words.join('; ')}`],
    facts: { caps: caps.map(({ name, most, came, isBroken }) => ({ cap: name, most, came, refused: isBroken })) },
  };
}
