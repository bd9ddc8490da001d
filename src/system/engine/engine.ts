import type { SimulatedClock } from '../../bus/clock.ts';
import type { StrategyTrader } from '../../strategy/strategy-trader.ts';
import type { PaperVenue } from '../../trader/paper/paper-venue.ts';
import { type Lane, closeKey } from '../../watcher/lane/lane.ts';
import type { Lead } from './lead.ts';
import type { MarketHub } from './market-hub.ts';

export interface EngineParts {
  readonly clock: SimulatedClock;
  readonly venue: PaperVenue;
  readonly hubs: readonly MarketHub[];
  /** One a market, by its index. */
  readonly lanes: readonly Lane[];
  readonly traders: readonly StrategyTrader[];
  /** Called after everything that happened at a close, with its time. */
  readonly onClose?: ((time: number) => void) | undefined;
  /** Says how far bars may pass ahead. */
  readonly lead: Lead;
}

/** How far a run of the engine goes. */
export interface RunLimits {
  /** Last moment that is executed, ms. */
  readonly until: number;
  /** Timers go on when there are no more data: for markets whose data are yet to come. */
  readonly waits: boolean;
  /**
   * Bars of a market may pass ahead of the other markets, where nothing ties them to these. @throws Overtaken from the run when
   * something did all the same: then another session has to do it without.
   */
  readonly ahead?: boolean;
  /** Asked about every 4096 events; true ends the run. */
  readonly shouldStop?: () => boolean;
}

/** Events between two questions whether the run is to stop. */
const askEvery = 4096;

/**
 * The loop: which lane has the earliest event, execute it, look again at what changed. At one moment: bars are matched,
 * rows absorbed, bars closed, timers fired, strategies asked, and then the ticks of that moment come. Synchronous from
 * end to end.
 */
export class Engine {
  readonly #clock: SimulatedClock;
  readonly #venue: PaperVenue;
  readonly #hubs: readonly MarketHub[];
  readonly #lanes: readonly Lane[];
  readonly #onClose: ((time: number) => void) | undefined;
  /** Keys of the lanes' next events, side by side: they are all looked at before each event. */
  readonly #keys: Float64Array;
  /** The markets that close now, in their order. */
  readonly #due: Int32Array;
  /** 1 where bars may pass in a row: nobody has to be told of every close. */
  readonly #passes: Uint8Array;
  /** 1 where what is decided on a market's bars depends on no other market's: they may pass ahead of those. */
  readonly #leads: Uint8Array;
  readonly #lead: Lead;
  /** Key of the end of the run, where bars may pass ahead in it; else 0. */
  #leadsTo = 0;
  #events = 0;

  constructor(parts: EngineParts) {
    this.#clock = parts.clock;
    this.#venue = parts.venue;
    this.#hubs = parts.hubs;
    this.#lanes = parts.lanes;
    this.#onClose = parts.onClose;
    this.#lead = parts.lead;
    const isTold = parts.onClose !== undefined;
    this.#passes = Uint8Array.from(parts.lanes, (lane) => (isTold || lane.frame === undefined ? 0 : 1));
    this.#keys = Float64Array.from(parts.lanes, (lane) => lane.next[0]!);
    this.#due = new Int32Array(parts.lanes.length);
    this.#leads = Uint8Array.from(parts.lanes, () => 1);
    for (const { inputs, market } of parts.traders)
      if (inputs.some((series) => series.market !== market))
        for (const series of inputs) this.#leads[series.market] = 0;
    for (const trader of parts.traders)
      for (const series of trader.inputs) series.watchers = [...series.watchers, trader];
  }

  /** Events executed so far. */
  get events(): number {
    return this.#events;
  }

  /** Runs to the limit, or to the end of the data. Returns false when it was told to stop. */
  run(limits: RunLimits): boolean {
    const last = Math.min(limits.until * 2 + 1, Number.MAX_VALUE);
    const keys = this.#keys;
    const count = keys.length;
    const clock = this.#clock.cells;
    this.#setLead(limits, last);
    let ask = this.#events + askEvery;
    for (;;) {
      if (++this.#events >= ask) {
        ask = this.#events + askEvery;
        if (limits.shouldStop?.() === true) return false;
      }
      let first = Infinity;
      let second = Infinity;
      let index = -1;
      for (let k = 0; k < count; k++) {
        const key = keys[k]!;
        if (key < first) {
          second = first;
          first = key;
          index = k;
        } else if (key < second) {
          second = key;
        }
      }
      // A timer comes after the closes of its moment and before the ticks.
      const timerKey = clock[1]! * 2 + 0.5;
      if (timerKey < first && (first !== Infinity || limits.waits)) {
        if (clock[1]! > limits.until) return this.#arrive(limits);
        this.#fireTimers(clock[1]!);
        continue;
      }
      if (first > last) return this.#arrive(limits);
      if (isTick(first)) this.#tick(index, Math.min(second, timerKey, last));
      else if (this.#passes[index] === 1) this.#pass(index, Math.min(second, clock[1]! * 2, last));
      else this.#close(index, first === second);
    }
  }

  /** Where more is to come it is the limit now: what comes from outside comes then, and not at the last tick. */
  #arrive({ until, waits }: RunLimits): true {
    if (waits && until > this.#clock.now() && until !== Infinity) this.#clock.advanceTo(until);
    return true;
  }

  /** Looks again at every lane: new data may have come. */
  wake(): void {
    for (let k = 0; k < this.#lanes.length; k++) this.#plan(k, closeKey(this.#clock.now()), false);
  }

  /** Has a lane plan its next event afresh. */
  #plan(index: number, after: number, behind: boolean): void {
    const lane = this.#lanes[index]!;
    lane.plan(after, behind);
    this.#keys[index] = lane.next[0]!;
  }

  #fireTimers(time: number): void {
    this.#clock.advanceTo(time);
    this.#clock.fireDue();
    this.#replan(closeKey(time), -1);
  }

  #tick(index: number, limit: number): void {
    const lane = this.#lanes[index]!;
    this.#venue.turn = index;
    lane.run(limit);
    const after = lane.doneKey;
    this.#plan(index, after, false);
    this.#venue.dirty.delete(index);
    this.#replan(after, index);
    this.#venue.turn = -1;
  }

  #setLead({ ahead }: RunLimits, last: number): void {
    const isLed = ahead === true && this.#lanes.length > 1 && this.#passes.every((each) => each === 1);
    this.#leadsTo = isLed ? last : 0;
    if (!isLed) this.#lead.stop();
  }

  /** The key up to which bars of a market may pass ahead of the others now; 0 where they may not. */
  #leadOf(index: number, next: number): number {
    const end = Math.min(this.#clock.cells[1]! * 2, this.#leadsTo);
    const isFree = end > 0 && this.#lead.isFree(index, next * 0.5, end * 0.5);
    return isFree && this.#leads[index] === 1 ? end : 0;
  }

  /** Bars of a market that close one after the other while nothing else happens anywhere, or ahead of what does. */
  #pass(index: number, limit: number): void {
    const keys = this.#keys;
    const count = keys.length;
    const first = keys[index]!;
    const lead = this.#leadOf(index, first);
    if (this.#runs(index, limit, lead)) {
      if (this.#venue.dirty.size > 0) this.#replan(this.#lanes[index]!.doneKey, -1);
      return;
    }
    const isShared = first === limit;
    // What passes ahead need not have its turn: only the others close now.
    if (isShared && lead > 0)
      for (let k = index + 1; k < count; k++) if (keys[k] === first) this.#runs(k, limit, this.#leadOf(k, first));
    this.#close(index, isShared);
  }

  /** Lets bars of a market pass that fill nothing, up to the limit or ahead of it. True when any did. */
  #runs(index: number, limit: number, lead: number): boolean {
    const lane = this.#lanes[index]!;
    const first = this.#keys[index]!;
    const before = lane.bars;
    if (first < lead) lane.run(limit, Math.max(limit, lead));
    else if (first < limit) lane.run(limit);
    this.#keys[index] = lane.next[0]!;
    this.#events += lane.bars - before;
    return lane.bars !== before;
  }

  /** Everything that happens when bars close: of one market, or of all that close at its moment. */
  #close(index: number, isShared: boolean): void {
    const clock = this.#clock.cells;
    const key = this.#keys[index]!;
    clock[0] = key * 0.5;
    const count = this.#gather(index, isShared);
    this.#match(count);
    const isAny = this.#absorb(count);
    if (clock[1]! <= clock[0]) this.#clock.fireDue();
    const due = this.#due;
    for (let n = 0; n < count; n++) this.#hubs[due[n]!]!.decide();
    if (isAny) this.#onClose?.(clock[0]);
    for (let n = 0; n < count; n++) this.#plan(due[n]!, key, false);
    if (this.#venue.dirty.size > 0) this.#replan(key, -1);
  }

  /** Puts down who closes now. @returns how many */
  #gather(index: number, isShared: boolean): number {
    const keys = this.#keys;
    const due = this.#due;
    const key = keys[index]!;
    due[0] = index;
    let count = 1;
    // It is the first of them.
    for (let k = index + 1; isShared && k < keys.length; k++) if (keys[k] === key) due[count++] = k;
    return count;
  }

  /** Hands the bars on that end now. True when a series closed. */
  #absorb(count: number): boolean {
    let isAny = false;
    for (let n = 0; n < count; n++) {
      const k = this.#due[n]!;
      this.#lanes[k]!.absorb();
      if (this.#hubs[k]!.finish()) isAny = true;
    }
    return isAny;
  }

  /** Matches the bars that end now, while all markets stand at their opens: each before any is handed on. */
  #match(count: number): void {
    const due = this.#due;
    const lanes = this.#lanes;
    let isTouched = false;
    for (let n = 0; n < count && !isTouched; n++) isTouched = lanes[due[n]!]!.touches();
    if (!isTouched) return;
    for (let n = 0; n < count; n++) lanes[due[n]!]!.prepare();
    for (let n = 0; n < count; n++) lanes[due[n]!]!.match();
  }

  /** Plans the lanes again whose orders changed. `ran` had its turn at this key; lanes before it had theirs too. */
  #replan(after: number, ran: number): void {
    const { dirty } = this.#venue;
    for (let market = dirty.take(); market >= 0; market = dirty.take()) this.#plan(market, after, market <= ran);
  }
}

/** Ticks have odd keys. */
function isTick(key: number): boolean {
  return key !== Math.floor(key * 0.5) * 2;
}
