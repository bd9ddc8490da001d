/** One link of the chain that led to a trade and ended it. */
export interface Step {
  readonly what:
    | 'decision'
    | 'signal'
    | 'regions'
    | 'size'
    | 'caps'
    | 'denied'
    | 'sent'
    | 'change'
    | 'cancel'
    | 'answer'
    | 'fill'
    | 'trade'
    | 'command'
    | 'account'
    | 'alert'
    | 'region'
    | 'status';
  /** Market time, ms. */
  readonly time: number;
  /** The order it speaks of. */
  readonly order?: string;
  /** For people: a sentence, and lines that belong to it. */
  readonly words: readonly string[];
  /** The same for programs. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Why a trade, an order, a signal, an alert or a region came to be, and what became of it. */
export interface Explanation {
  readonly kind: 'trade' | 'order' | 'signal' | 'alert' | 'region';
  readonly id: string;
  /** Absent for an alert or a region that concerns no single one. */
  readonly strategy?: string;
  readonly instrument: string;
  /** What became of it, in a sentence. */
  readonly outcome: string;
  readonly steps: readonly Step[];
}
