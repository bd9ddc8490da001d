import type { BarRow } from '../../market/bar.ts';
import { wholeBelow } from '../../market/round.ts';
import type { PaperMarket } from './account.ts';
import { Alarmed, reachesAlarm } from './alarmed.ts';
import { BarReach, isInUse } from './bar-reach.ts';
import { halfSpread } from './model.ts';
import type { Fresh, PaperOrder } from './paper-order.ts';
import type { PaperVenue } from './paper-venue.ts';

/** The bar as one side of the market sees it. */
interface SideBar {
  open: number;
  high: number;
  low: number;
  close: number;
  previousClose: number;
}

/**
 * Fills on bars alone. A bar is matched as a whole after it closed, with the orders and prices that held when it began:
 * stops and closes first (newest first), then targets and entries by time, then the stops that this bar itself moves. A
 * market order fills at the open; a limit at the better of open and limit; a stop at the worse of open and stop. The
 * protections of an entry are looked at from the next bar on; where the entry was a market order, or the bar leaves no
 * doubt, the whole queue is looked at once more in the same bar. With `fill: level` a level fills at itself, inside the
 * bar.
 */
export class BarMatcher {
  readonly #venue: PaperVenue;
  /** Those that have `fresh` set. */
  readonly #fresh: PaperOrder[] = [];
  #previousClose = NaN;
  /** Lots of the bar that are still there for us. */
  #volume = Infinity;
  /** Price of the data that the present position begins the bar at: its open, or that of the entry that opened it inside. */
  #from = NaN;
  readonly #reaches: readonly BarReach[];
  readonly #alarmed = new Alarmed();
  /** Filled anew for each look of an order at a bar. */
  readonly #side: SideBar = { open: NaN, high: NaN, low: NaN, close: NaN, previousClose: NaN };

  constructor(venue: PaperVenue) {
    this.#venue = venue;
    this.#reaches = venue.markets.map(() => new BarReach());
  }

  /** True when a closed bar may fill or move an order of a market, or exhaust its margin. Most bars do not. */
  isTouched(market: PaperMarket, bar: BarRow): boolean {
    return this.reachOf(market).isTouchedBy(bar);
  }

  /** The prices that a bar has to reach to touch anything, as orders and position stand now. */
  reachOf(market: PaperMarket): BarReach {
    const reach = this.#reaches[market.index]!;
    if (reach.revision !== market.revision) this.#refresh(reach, market);
    return reach;
  }

  #refresh(reach: BarReach, market: PaperMarket): void {
    reach.revision = market.revision;
    reach.clear();
    for (const order of market.orders) reach.add(order);
    for (const { level, up } of market.watches) reach.addLevel(level, up);
    if (!this.#venue.hasPlainPrices && isInUse(market)) reach.addAll();
    if (market.lots !== 0 && this.#venue.account(market).isMargin) reach.addLevel(market.alarm, market.lots < 0);
  }

  /** True when a bar under way fills an order at its open, whatever comes after. */
  fillsAtOpen(market: PaperMarket, order: PaperOrder, bar: BarRow): boolean {
    const stood = order.effective <= bar.time || order.earlier !== undefined;
    this.#previousClose = market.last;
    return order.isActive && stood && !Number.isNaN(this.#openPrice(order, bar));
  }

  /** Puts the market at the open of a bar that is to be matched. */
  open(market: PaperMarket, bar: BarRow): void {
    market.previousClose = market.last;
    this.#venue.quote(market, bar.open);
    const shift = this.#shift(market.lots < 0, bar);
    this.#alarmed.add(this.#venue.now(), this.#venue.account(market), { market, bar, shift });
  }

  /** Matches one closed bar, once all markets of its moment stand at their opens. */
  match(market: PaperMarket, bar: BarRow): void {
    if (!this.isTouched(market, bar) && !this.#isAlarmed(market)) return;
    this.#venue.isMatchingBars = true;
    this.#matchAll(market, bar);
    this.#venue.isMatchingBars = false;
  }

  /** Leaves the market at the close of a bar that was matched. */
  close(market: PaperMarket, bar: BarRow): void {
    this.#venue.quote(market, bar.close);
    if (market.lots > 0 ? market.bid <= market.alarm : market.lots < 0 && market.ask >= market.alarm)
      this.#venue.watchMargin(market);
  }

  #matchAll(market: PaperMarket, bar: BarRow): void {
    this.#previousClose = market.previousClose;
    this.#from = bar.open;
    for (let order = this.#fresh.pop(); order !== undefined; order = this.#fresh.pop()) order.fresh = undefined;
    const { participation } = this.#venue.model;
    const isWhole = participation === 0 || !market.tellsVolume;
    this.#volume = isWhole ? Infinity : wholeBelow(bar.lots * market.lotsPerVolume * participation);
    let again = market.orders.length > 0;
    // Each pass consumes at least one entry, so it ends; the bound only guards against a fault.
    for (let pass = 0; again && pass < 1000; pass++) again = this.#pass(market, bar);
    this.#liquidate(market, bar);
  }

  #pass(market: PaperMarket, bar: BarRow): boolean {
    const queue = [...market.orders];
    let again = false;
    for (let k = 0; k < queue.length; k++) again = this.#turn(market, queue[k]!, bar, false) || again;
    // On its way to the price that moves a stop after it, the bar has passed the targets.
    for (let k = 0; k < queue.length; k++)
      if (follows(queue[k]!)) again = this.#turn(market, queue[k]!, bar, true) || again;
    return again;
  }

  /** One order's turn in a bar; true when the queue has to be looked at again. */
  #turn(market: PaperMarket, order: PaperOrder, bar: BarRow, isLate: boolean): boolean {
    if (order.isGone || !order.isActive || !this.#mayFill(market, order, bar)) return false;
    const price = order.ending === undefined ? this.#priceOf(market, order, bar, isLate) : this.#openPrice(order, bar);
    if (Number.isNaN(price)) {
      if (order.isTriggered) this.#venue.endGroup(order);
      this.#lapse(order);
      return false;
    }
    if (this.#liquidatesBefore(market, order, bar, price)) {
      this.#liquidate(market, bar);
      return false;
    }
    const before = this.#venue.arrivals;
    this.#fill(market, order, bar, price);
    if (this.#venue.arrivals === before) return false;
    const added = protectionsSince(market, before);
    if (added.length === 0) return false;
    const isInside = order.request.type !== 'market';
    const fresh = { entryPrice: price, isInside };
    for (let k = 0; k < added.length; k++) {
      const each = added[k]!;
      each.fresh = fresh;
      this.#fresh.push(each);
      if (isInside && follows(each)) each.restart(price);
    }
    return this.#admitsFresh(order, added, bar);
  }

  /** Fills an order with what the bar still has for it. */
  #fill(market: PaperMarket, order: PaperOrder, bar: BarRow, price: number): void {
    const wasFlat = market.lots === 0;
    const isMaker = order.hasLimit && !order.takes && !order.isTriggered && !order.waitsForTrigger;
    order.takes = false;
    const most = order.request.timeInForce === 'FOK' && this.#volume < order.remaining ? 0 : this.#volume;
    const before = order.filled;
    if (most > 0) this.#venue.execute(market, order, { ticks: price, time: this.#timeOf(order, bar), isMaker, most });
    this.#volume -= order.filled - before;
    if (wasFlat && order.filled > before) this.#from = price - this.#shift(order.isBuy, bar);
    if (order.isGone) return;
    this.#lapse(order);
    if (order.isTriggered && !order.isGone) this.#venue.endGroup(order);
  }

  /** An order takes part when it, or what it was before its last change, stood when the bar began. */
  #mayFill(market: PaperMarket, order: PaperOrder, bar: BarRow): boolean {
    if (order.effective <= bar.time && order.earlier !== undefined) {
      order.earlier = undefined;
      this.#venue.changed(market);
    }
    return order.effective <= bar.time || order.earlier !== undefined || order.fresh !== undefined;
  }

  #timeOf(order: PaperOrder, bar: BarRow): number {
    return order.request.type === 'market' && this.#fillsAtClose ? Math.min(bar.time, order.request.time) : bar.time;
  }

  /** Whether the protections of an entry that just filled make the queue be looked at again, with all that is new in it. */
  #admitsFresh(entry: PaperOrder, added: readonly PaperOrder[], bar: BarRow): boolean {
    if (entry.isExit) return false;
    if (entry.request.type === 'market' || this.#venue.model.bars.fill === 'level') return true;
    if (entry.request.type !== 'stop') return false;
    const stop = added.find((order) => order.request.purpose === 'stop');
    const target = added.find((order) => order.request.purpose === 'target');
    if (target === undefined) return false;
    // A stop entry and its target lie in the same direction: with the stop out of the bar's reach there is no doubt.
    return entry.isBuy
      ? target.limit <= bar.high && (stop?.trigger ?? -Infinity) < bar.low
      : target.limit >= bar.low && (stop?.trigger ?? Infinity) > bar.high;
  }

  /** The price that the order fills at in this bar; NaN when it does not. */
  #priceOf(market: PaperMarket, order: PaperOrder, bar: BarRow, isLate: boolean): number {
    const side = this.#sideBar(order.isBuy, bar);
    const { limit, trigger: level } = levelsOf(order, bar);
    let trigger = NaN;
    if (follows(order)) return this.#trailingPrice(market, order, { side, isLate });
    if (order.waitsForTrigger) {
      trigger = level;
      if (!reaches(order.isBuy !== order.triggersOnGain, trigger, side)) return NaN;
      order.isTriggered = true;
      this.#venue.changed(market);
    }
    if (!Number.isNaN(limit))
      return this.#limitPrice(order, { limit, trigger, isNew: order.isChanged && order.effective === bar.time }, side);
    side.open = this.#beginOf(order, side);
    return Number.isNaN(trigger) ? side.open : this.#stopPrice(order, trigger, side);
  }

  /** The price that the order fills at when the bar is but its open; NaN when it does not. */
  #openPrice(order: PaperOrder, bar: BarRow): number {
    const side = this.#sideBar(order.isBuy, bar);
    const { open } = side;
    const { limit, trigger } = levelsOf(order, bar);
    side.high = open;
    side.low = open;
    side.close = open;
    if (order.waitsForTrigger && !reaches(order.isBuy !== order.triggersOnGain, trigger, side)) return NaN;
    if (!Number.isNaN(limit))
      return isPassed(order, limit, side, this.#venue.model.limitFill === 'through') ? open : NaN;
    side.open = this.#beginOf(order, side);
    return order.waitsForTrigger ? this.#stopPrice(order, trigger, side) : side.open;
  }

  /** A bar begins at the close before it where market orders fill there. */
  #beginOf(order: PaperOrder, { open, previousClose }: SideBar): number {
    return this.#fillsAtClose && !isProtection(order) && !Number.isNaN(previousClose) ? previousClose : open;
  }

  get #fillsAtClose(): boolean {
    return this.#venue.model.bars.market === 'close';
  }

  #stopPrice(order: PaperOrder, trigger: number, side: SideBar): number {
    const buysUp = order.isBuy !== order.triggersOnGain;
    if (this.#venue.model.bars.fill === 'level' && !order.triggersOnGain) {
      const isBeyond = buysUp ? trigger < side.low : trigger > side.high;
      return isBeyond ? side.open : trigger;
    }
    return buysUp ? Math.max(side.open, trigger) : Math.min(side.open, trigger);
  }

  #limitPrice(order: PaperOrder, at: { limit: number; trigger: number; isNew: boolean }, side: SideBar): number {
    const { limit, trigger } = at;
    if (!isPassed(order, limit, side, this.#venue.model.limitFill === 'through')) return NaN;
    if (!Number.isNaN(trigger)) {
      // Trigger and limit inside one bar: assume the limit was passed before the trigger, when it could have been.
      return (order.isBuy ? limit <= trigger : limit >= trigger) ? NaN : betterOf(order, trigger, limit);
    }
    if (this.#venue.model.bars.fill === 'gap') return betterOf(order, side.open, limit);
    const { fresh } = order;
    if (fresh?.isInside === true && doubtful(order, fresh, limit, side)) return NaN;
    // A target that was just moved to where the market is already.
    if (at.isNew && order.isExit && betterOf(order, side.open, limit) === side.open) return side.open;
    return clamp(limit, side);
  }

  /**
   * A stop that follows the price in one bar: as it stood when the bar began it comes before the targets, as any stop
   * does; later it is moved by the bar's best price and looked at again. In the entry bar the worst path counts: just
   * far enough to arm it, then back. With `fill: level` one that has moved before comes after the targets as well.
   */
  #trailingPrice(market: PaperMarket, order: PaperOrder, at: { side: SideBar; isLate: boolean }): number {
    const { side, isLate } = at;
    if (!isLate && order.isRaised && this.#venue.model.bars.fill === 'level') return NaN;
    if (reaches(order.isBuy, order.trigger, side)) return this.#stopPrice(order, order.trigger, side);
    if (!isLate) return NaN;
    const placed = order.trigger;
    const worst = this.#worstEntryStop(order, side);
    order.follow(order.isBuy ? side.low : side.high);
    this.#venue.changed(market);
    if (order.trigger === placed || !reaches(order.isBuy, order.trigger, side)) return NaN;
    return clamp(order.fresh === undefined ? order.trigger : worst, side);
  }

  /**
   * The worst stop that a bar may have hit after it moved it: the price rises (long) as little as it must for the stop
   * to lie in the bar's reach. Between two stages the stop moves with the price; at a stage it leaps.
   */
  #worstEntryStop(order: PaperOrder, side: SideBar): number {
    const { isBuy } = order;
    const sign = isBuy ? -1 : 1;
    const end = isBuy ? side.low : side.high;
    const armed = order.stages.map((stage) => stage.from).filter((from) => (from - order.best) * sign > 0);
    const leaps = armed.filter((from) => (end - from) * sign >= 0).toSorted((x, y) => (x - y) * sign);
    for (const [k, from] of [order.best, ...leaps].entries()) {
      const stop = order.stopFor(from);
      if (reaches(isBuy, stop, side)) return stop;
      const last = k < leaps.length ? leaps[k]! - sign : end;
      if (reaches(isBuy, order.stopFor(last), side)) return isBuy ? side.high : side.low;
    }
    return order.stopFor(end);
  }

  /** Ticks that one side of the market lies off the data. */
  #shift(isBuy: boolean, bar: BarRow): number {
    const half = halfSpread(this.#venue.model, bar.open);
    return isBuy ? Math.ceil(half) : -Math.floor(half);
  }

  #sideBar(isBuy: boolean, bar: BarRow): SideBar {
    const shift = this.#shift(isBuy, bar);
    const side = this.#side;
    side.open = bar.open + shift;
    side.high = bar.high + shift;
    side.low = bar.low + shift;
    side.close = bar.close + shift;
    side.previousClose = this.#previousClose + shift;
    return side;
  }

  #lapse(order: PaperOrder): void {
    const { ending } = order;
    if (ending !== undefined) return this.#venue.end(order, ending.kind, ending.reason, ending.time);
    const force = order.request.timeInForce;
    if (force === 'IOC' || force === 'FOK')
      this.#venue.end(order, 'expired', force === 'IOC' ? 'immediate or cancel' : 'fill or kill');
  }

  #liquidate(market: PaperMarket, bar: BarRow): void {
    const price = this.#liquidationAt(market, bar);
    if (!Number.isNaN(price)) this.#venue.liquidate(market, price + this.#shift(market.lots < 0, bar), bar.time);
  }

  #isAlarmed(market: PaperMarket): boolean {
    return this.#alarmed.has(this.#venue.account(market));
  }

  /**
   * The price of the data at which the bar liquidates the position, all other markets at their opens: the worse of where the
   * position begins and where its margin is used up. NaN when it does not. Where no bar of the moment reaches an alarm, none can.
   */
  #liquidationAt(market: PaperMarket, bar: BarRow): number {
    const isLong = market.lots > 0;
    if (market.lots === 0) return NaN;
    const shift = this.#shift(!isLong, bar);
    if (!reachesAlarm(market, bar, shift) && !this.#isAlarmed(market)) return NaN;
    const price = this.#venue.account(market).liquidationPrice(market) - shift;
    if (isLong) return bar.low <= price ? Math.min(this.#from, price) : NaN;
    return bar.high >= price ? Math.max(this.#from, price) : NaN;
  }

  /**
   * Whether the bar liquidates the position before it fills an order at a price: on the way from where the position
   * begins, what is nearer comes first; an order that takes the position off at a gain comes after it, as it does after
   * the stop.
   */
  #liquidatesBefore(market: PaperMarket, order: PaperOrder, bar: BarRow, reached: number): boolean {
    if (market.lots === 0) return false;
    // What fills at the close before the bar is done with.
    if (this.#fillsAtClose && order.request.type === 'market') return false;
    const liquidation = this.#liquidationAt(market, bar);
    if (Number.isNaN(liquidation)) return false;
    if (liquidation === this.#from) return true;
    const sign = Math.sign(market.lots);
    const price = reached - this.#shift(order.isBuy, bar);
    if ((price - this.#from) * sign > 0) return order.isBuy !== market.lots > 0;
    return (price - liquidation) * sign <= 0;
  }
}

/** The prices that hold for an order in a bar: those before its last change where that came later than the bar's start. */
function levelsOf(order: PaperOrder, bar: BarRow): { readonly limit: number; readonly trigger: number } {
  return order.effective > bar.time && order.earlier !== undefined ? order.earlier : order;
}

/** True when the bar reaches the trigger: upwards (`up`) or downwards. */
function reaches(up: boolean, trigger: number, side: SideBar): boolean {
  return up ? side.high >= trigger : side.low <= trigger;
}

/** A stop that moves with the price. */
function follows(order: PaperOrder): boolean {
  return order.stages.length > 0 && order.waitsForTrigger;
}

/** Protections that the venue let in after so many orders. */
function protectionsSince({ orders }: PaperMarket, arrivals: number): PaperOrder[] {
  return orders.filter((each) => isProtection(each) && each.arrival > arrivals);
}

function isProtection(order: PaperOrder): boolean {
  return order.request.purpose === 'stop' || order.request.purpose === 'target';
}

/** True when the bar reaches the limit, or goes beyond it where that is asked for (`strict`). */
function isPassed(order: PaperOrder, limit: number, side: SideBar, strict: boolean): boolean {
  const beyond = order.isBuy ? limit - side.low : side.high - limit;
  return strict ? beyond > 0 : beyond >= 0;
}

/** The better of two prices for the order. */
function betterOf(order: PaperOrder, a: number, b: number): number {
  return order.isBuy ? Math.min(a, b) : Math.max(a, b);
}

function clamp(price: number, side: SideBar): number {
  return Math.min(Math.max(price, side.low), side.high);
}

/**
 * A target inside the bar of an entry that filled below the open (long): the bar fell to the entry, so the target is
 * sure only when the bar then rose through it to its close.
 */
function doubtful(order: PaperOrder, fresh: Fresh, limit: number, side: SideBar): boolean {
  if (order.isBuy) return side.open < side.close && fresh.entryPrice > side.open && limit < side.close;
  return side.open > side.close && fresh.entryPrice < side.open && limit > side.close;
}
