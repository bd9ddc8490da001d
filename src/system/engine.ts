import type { SimulatedClock } from '../bus/clock.ts';
import type { StrategyTrader } from '../strategy/strategy-trader.ts';
import type { PaperVenue } from '../trader/paper/paper-venue.ts';
import { type Lane, closeKey } from '../watcher/lane/lane.ts';
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
  readonly #keys: readonly Float64Array[];
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
    this.#keys = parts.lanes.map((lane) => lane.next);
    this.#leads = Uint8Array.from(parts.lanes, () => 1);
    for (const { inputs, market } of parts.traders)
      if (inputs.some((series) => series.market !== market))
        for (const series of inputs) this.#leads[series.market] = 0;
    for (const trader of parts.traders) for (const series of trader.inputs) series.watchers.push(trader);
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
        const key = keys[k]![0]!;
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
    for (const lane of this.#lanes) lane.plan(closeKey(this.#clock.now()), false);
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
    lane.plan(after, false);
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
    const lane = this.#lanes[index]!;
    const first = lane.next[0]!;
    const lead = this.#leadOf(index, first);
    const before = lane.bars;
    if (first < lead) lane.run(limit, Math.max(limit, lead));
    else if (first < limit) lane.run(limit);
    this.#events += lane.bars - before;
    if (lane.bars === before) this.#close(index, first === limit);
    else if (this.#venue.dirty.size > 0) this.#replan(lane.doneKey, -1);
  }

  /** Everything that happens when bars close: of one market, or of all that close at its moment. */
  #close(index: number, isShared: boolean): void {
    const clock = this.#clock.cells;
    const key = this.#keys[index]![0]!;
    clock[0] = key * 0.5;
    const isAny = isShared ? this.#absorbAll(key) : this.#absorb(this.#lanes[index]!, this.#hubs[index]!);
    if (clock[1]! <= clock[0]) this.#clock.fireDue();
    if (isShared) this.#decideAll(key);
    else this.#hubs[index]!.decide();
    if (isAny) this.#onClose?.(clock[0]);
    if (isShared) this.#planAll(key);
    else this.#lanes[index]!.plan(key, false);
    if (this.#venue.dirty.size > 0) this.#replan(key, -1);
  }

  /** Matches the bar of a market that closes alone and hands it on. True when a series closed. */
  #absorb(lane: Lane, hub: MarketHub): boolean {
    if (lane.touches()) {
      lane.prepare();
      lane.match();
    }
    lane.absorb();
    return hub.finish();
  }

  /** The same for all markets that close now: each is matched before any bar is handed on. */
  #absorbAll(key: number): boolean {
    const keys = this.#keys;
    const count = keys.length;
    this.#match(key);
    let isAny = false;
    for (let k = 0; k < count; k++) {
      if (keys[k]![0] !== key) continue;
      this.#lanes[k]!.absorb();
      if (this.#hubs[k]!.finish()) isAny = true;
    }
    return isAny;
  }

  #decideAll(key: number): void {
    const keys = this.#keys;
    const count = keys.length;
    for (let k = 0; k < count; k++) if (keys[k]![0] === key) this.#hubs[k]!.decide();
  }

  #planAll(key: number): void {
    const keys = this.#keys;
    const count = keys.length;
    for (let k = 0; k < count; k++) if (keys[k]![0] === key) this.#lanes[k]!.plan(key, false);
  }

  /** Matches the bars that end now, while all markets stand at their opens. */
  #match(key: number): void {
    const keys = this.#keys;
    const lanes = this.#lanes;
    const count = keys.length;
    let isTouched = false;
    for (let k = 0; k < count && !isTouched; k++) isTouched = keys[k]![0] === key && lanes[k]!.touches();
    if (!isTouched) return;
    for (let k = 0; k < count; k++) if (keys[k]![0] === key) lanes[k]!.prepare();
    for (let k = 0; k < count; k++) if (keys[k]![0] === key) lanes[k]!.match();
  }

  /** Plans the lanes again whose orders changed. `ran` had its turn at this key; lanes before it had theirs too. */
  #replan(after: number, ran: number): void {
    const { dirty } = this.#venue;
    for (let market = dirty.take(); market >= 0; market = dirty.take()) this.#lanes[market]!.plan(after, market <= ran);
  }
}

/** Ticks have odd keys. */
function isTick(key: number): boolean {
  return key !== Math.floor(key * 0.5) * 2;
}
