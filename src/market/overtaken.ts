/**
 * A backtest let a market's bars pass ahead of the others, and then something happened elsewhere that those bars should have known
 * of. The run is done again, everything in its turn.
 */
export class Overtaken extends Error {
  constructor() {
    super('a market ran ahead of what became of it');
    this.name = 'Overtaken';
  }
}
