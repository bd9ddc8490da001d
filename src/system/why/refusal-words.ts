/** What each refusal of siis itself means, for people. */
const meanings: Readonly<Record<string, string>> = {
  'direction-not-allowed': 'trade.direction of the profile does not allow this direction',
  'outside-region': 'regions are drawn for such signals, and it lies in none of them',
  'unknown-context': 'the signal names a context that the profile does not have',
  'context-off': 'the mode of its context is none',
  'signal-only': 'the mode of its context is signal: entries are only told of',
  'max-trades-of-context': 'maxTrades of its context: too many of its trades are open or waiting',
  spread: 'maxSpread of its context: bid and ask lay farther apart',
  'below-min-profit': 'minProfit of its context: the first target lies nearer',
  'opposite-trade-open': 'a trade of the other direction is open, and trade.opposite of the profile is ignore',
  'no-price': 'the market had no price yet',
  'stop-on-wrong-side': 'the planned stop lies where the trade would gain: it would end the trade as it opens',
  'below-one-lot': 'the size comes to less than one lot',
  'too-many-lots': 'the size comes to more lots than can be counted',
  'no-equity': 'the account is worth nothing any more',
  'no-stop-to-size-by': 'sizing.mode risk needs a planned stop, and there is none',
  'stop-at-entry': 'sizing.mode risk needs a stop away from the entry',
  'daily-loss': 'the day had lost what limits of the profile allow: no new trades before 00:00 UTC',
  'max-notional': 'limits.maxNotional of the profile: the order is worth more',
  'max-quantity': 'limits.maxQuantity of the profile: the order is larger',
  'max-open-trades': 'limits.maxOpenTrades of the profile: too many trades are open or waiting',
  'max-open-trades-per-market': 'limits.maxOpenTradesPerMarket of the profile: too many are open or waiting here',
  'max-orders-per-minute': 'limits.maxOrdersPerMinute of the profile: too many orders left within a minute',
  'reducing-only': 'the trading state was reducing: nothing that opens a trade may leave',
  'cancel-only': 'the trading state was cancel-only: nothing but cancels and stops may leave',
  halted: 'the trading state was halted: nothing but stops may leave',
  'duplicate-order': 'an order of that id had left before',
};

/** A reason of a refusal with what it means, where that is known. */
export function refusalWords(reason: string): string {
  const meaning = meanings[reason];
  return meaning === undefined ? reason : `${reason}: ${meaning}`;
}
