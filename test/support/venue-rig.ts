import { Bus } from '../../src/bus/bus.ts';
import { SimulatedClock } from '../../src/bus/clock.ts';
import type { AccountEvent } from '../../src/market/event.ts';
import type { InstrumentSpec } from '../../src/market/instrument.ts';
import { type Money, moneyToText, rateOf } from '../../src/market/money.ts';
import type { OrderReport, OrderRequest } from '../../src/market/order.ts';
import { type PaperAccount, PaperMarket } from '../../src/trader/paper/account.ts';
import { MarginAccount } from '../../src/trader/paper/margin-account.ts';
import { type PaperModel, plainModel } from '../../src/trader/paper/model.ts';
import { PaperVenue } from '../../src/trader/paper/paper-venue.ts';
import { TickMatcher } from '../../src/trader/paper/tick-matcher.ts';
import { Random } from '../../src/util/random.ts';
import { sizedOrder } from './raw-order.ts';
import { anInstrument } from './tick-run.ts';

export interface VenueRigOptions {
  readonly model?: Partial<PaperModel>;
  /** One market a spec; default one of steps of 1 without fees. */
  readonly specs?: readonly Partial<InstrumentSpec>[];
  readonly account?: PaperAccount;
  readonly balance?: number;
  readonly leverage?: number;
  readonly maintenance?: number;
  readonly seed?: string;
}

/** A paper venue alone: orders go in, ticks pass, what it says is written down in one line each. */
export class VenueRig {
  readonly bus = new Bus();
  readonly clock = new SimulatedClock(0);
  readonly markets: readonly PaperMarket[];
  readonly account: PaperAccount;
  readonly venue: PaperVenue;
  readonly matcher: TickMatcher;
  /** All reports so far: `10 a fill 5 @ 100 taker 0.5`, `10 a canceled oco`. */
  readonly said: string[] = [];
  readonly events: AccountEvent[] = [];
  #orders = 0;

  constructor(options: VenueRigOptions = {}) {
    const { balance = 1_000_000, leverage = 1, maintenance = 0.5, specs = [{}] } = options;
    this.markets = specs.map((spec, index) => {
      const instrument = anInstrument(`test:${'ABCDEF'[index]}/USD`, spec);
      const fees = { maker: rateOf(instrument.makerFee), taker: rateOf(instrument.takerFee) };
      return new PaperMarket(index, instrument, fees);
    });
    this.account =
      options.account ?? new MarginAccount({ name: 'test', currency: 'USD', balance, leverage, maintenance });
    const random = new Random(options.seed ?? 'rig');
    this.venue = new PaperVenue({
      bus: this.bus,
      clock: this.clock,
      model: { ...plainModel, ...options.model },
      randomOf: () => random,
      markets: this.markets,
      accountOf: () => this.account,
    });
    this.matcher = new TickMatcher(this.venue);
    this.bus.on('venue-report', ({ report }) => void this.said.push(lineOf(report)));
    this.bus.on('account', (event) => void this.events.push(event));
  }

  /** Market time moves on, and what is due happens. */
  at(time: number): this {
    while (this.clock.nextTimer <= time) {
      this.clock.advanceTo(this.clock.nextTimer);
      this.clock.fireDue();
    }
    this.clock.advanceTo(time);
    return this;
  }

  /** A quote passes, or a print where `ask` is absent. `lots` of the print. */
  tick(time: number, bid: number, ask = bid, lots = 0, market = 0): this {
    this.at(time);
    this.matcher.tick(this.markets[market]!, time, { bid, ask }, lots);
    return this;
  }

  /** Sends an order now; say only what matters. Returns its id: a, b, c … */
  send(order: Partial<OrderRequest> = {}): string {
    const id = order.id ?? 'abcdefghijklmnopqrstuvwxyz'[this.#orders++]!;
    const instrument = this.markets[order.market ?? 0]!.instrument.id;
    this.venue.submit({
      ...sizedOrder({ instrument, time: this.clock.now() }),
      clientOrderId: id,
      ...order,
      id,
    });
    return id;
  }

  /** What was said since the last call, acceptances of orders and changes left out. */
  heard(): string[] {
    return this.said.splice(0).filter((line) => !/ (accepted|amended)$/.test(line));
  }

  get cash(): string {
    return moneyToText(this.account.balances()[0]![1]);
  }

  get equity(): Money {
    return this.account.equity();
  }
}

function lineOf(report: OrderReport): string {
  const head = `${report.time} ${report.orderId}`;
  if (report.kind === 'accepted' || report.kind === 'amended') return `${head} ${report.kind}`;
  if (report.kind !== 'fill') return `${head} ${report.kind} ${'reason' in report ? report.reason : ''}`;
  const { lots, price, maker, fee, orderLots, raised } = report;
  const cost = fee === 0n ? '' : ` ${moneyToText(fee)}`;
  const whole = orderLots === lots ? '' : ` of ${orderLots}`;
  return `${head} fill ${lots}${whole} @ ${price} ${maker ? 'maker' : 'taker'}${cost}${raised ? ' raised' : ''}`;
}
