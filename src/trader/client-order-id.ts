import { hash32 } from '../util/random.ts';

/** Most characters that every venue takes. */
const longest = 32;

/** True when the id of an order is part of the one that its first attempt goes out with. */
export function isIdKept(instance: string, orderId: string): boolean {
  return instance.length + orderId.length + 3 <= longest;
}

/**
 * The id an order goes out with: a pure function of instance, order and attempt, at most 32 characters of [a-z0-9-].
 * An order id too long to fit is replaced by its hash.
 */
export function clientOrderId(instance: string, orderId: string, attempt: number): string {
  // The ends first: each step of putting texts together costs, and so does making one text of many pieces.
  const text = `${instance}-` + orderId + `-${attempt}`;
  if (text.length <= longest) return text;
  return `${instance}-${hash32(orderId, 1).toString(36)}${hash32(orderId, 2).toString(36)}-${attempt}`;
}
