import type { ShowNotice } from '../notifier/desktop.ts';
import { formatSigned, shortName } from '../view/format.ts';
import { since } from '../view/log.ts';
import type { Snapshot } from '../view/snapshot.ts';
import { cleanText } from './width.ts';

/** How a person is told of what happens while they look elsewhere. */
export interface NoticeParts {
  readonly show: ShowNotice;
  /** Why nothing can be shown; `undefined` where it can. */
  readonly fault: string | undefined;
  readonly bell: () => void;
  /** Steady wall time, ms. */
  readonly now: () => number;
  /** Said in the terminal. */
  readonly say: (text: string) => void;
}

/** Wall time between two notices: what happens meanwhile is told in one, ms. */
const between = 3000;
/** Lines of one notice. */
const mostLines = 4;

/** Tells of alerts and of trades that are over: by notices of the desktop, by the terminal's bell, or not at all. */
export class Notices {
  hasPopups = false;
  hasSound = false;
  readonly #parts: NoticeParts;
  #seen = { alerts: NaN, trades: NaN };
  #waiting: string[] = [];
  #last = -Infinity;

  constructor(parts: NoticeParts) {
    this.#parts = parts;
  }

  /** Turns popups on or off. */
  togglePopups(): void {
    const { fault, say } = this.#parts;
    if (fault !== undefined && !this.hasPopups) return say(fault);
    this.hasPopups = !this.hasPopups;
    say(this.hasPopups ? 'notices of the desktop are on: alerts, and trades that are over' : 'notices are off');
  }

  /** Turns the bell on or off. */
  toggleSound(): void {
    this.hasSound = !this.hasSound;
    this.#parts.say(this.hasSound ? 'the bell is on: alerts, and trades that are over' : 'the bell is off');
    if (this.hasSound) this.#parts.bell();
  }

  /** Looks for news. What was there before is none. */
  look({ logs }: Snapshot): void {
    const { alerts, history } = logs;
    const before = this.#seen;
    this.#seen = { alerts: alerts.total, trades: history.total };
    if (Number.isNaN(before.alerts)) return;
    for (const { instrument, message } of since(alerts, before.alerts))
      this.#waiting.push(`${shortName(instrument)} ${message}`.trim());
    for (const { instrument, direction, profit, reason } of since(history, before.trades))
      this.#waiting.push(`${shortName(instrument)} ${direction} over: ${formatSigned(profit, 2)} (${reason})`);
    this.#tell();
  }

  #tell(): void {
    const { now, bell, show, say } = this.#parts;
    if (this.#waiting.length === 0 || now() - this.#last < between) return;
    const lines = this.#waiting.splice(0).map((line) => cleanText(line));
    this.#last = now();
    if (this.hasSound) bell();
    if (!this.hasPopups) return;
    const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more`] : [];
    void show('siis', [...lines.slice(0, mostLines), ...more].join('\n')).catch((error: unknown) => {
      this.hasPopups = false;
      say(`notices are off: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}
