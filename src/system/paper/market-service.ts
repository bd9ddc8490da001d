import type { Service } from '../../bus/service.ts';
import type { Lane } from '../../watcher/lane/lane.ts';
import type { OpenMarket } from './paper-market.ts';

/** Holds the lanes open while the session runs. */
export class MarketService implements Service {
  readonly name = 'watcher';
  lanes: readonly Lane[] = [];
  opensAt = NaN;
  readonly #open: () => OpenMarket;

  constructor(open: () => OpenMarket) {
    this.#open = open;
  }

  start(): void {
    const opened = this.#open();
    this.lanes = opened.lanes;
    this.opensAt = opened.start;
  }

  stop(): void {
    for (const lane of this.lanes) lane.close();
  }
}
