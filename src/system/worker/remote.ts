import type { StrategyContext, TradeView } from '../../strategy/strategy.ts';
import type { Signals } from '../../market/signal.ts';
import type { SharedLines } from './shared-lines.ts';
import { ensure } from '../../util/assert.ts';
import { StrategyStopped, type TraderCalls } from '../record/session-stops.ts';
import {
  answer,
  type Declaration,
  errorFrom,
  frame,
  frameWords,
  type HandlerName,
  handlerNames,
  longestFrame,
  type MailIn,
  type MailOut,
  question,
  type TraderSpec,
} from './frames.ts';
import type { History } from './history.ts';
import { type Line, WorkerGone } from './line.ts';

/** What a remote strategy-trader needs of those around it. */
export interface RemoteParts {
  readonly spec: TraderSpec;
  readonly history: History;
  /** Its worker is gone: brings the strategy-traders of that to another one, and stops the one at fault. */
  readonly recover: (line: Line, gone: WorkerGone) => void;
  readonly log: (message: string, fields: Readonly<Record<string, unknown>> | undefined) => void;
  /** It was stopped at this call, counted from 1: written down, for nobody could find out again. */
  readonly onStopped: (call: number, reason: string) => void;
  /** Its calls, whatever its code, and where it was stopped when the session did the same before. */
  readonly calls: TraderCalls;
  /** What only the session knows: a bar that forms, as seven numbers. */
  readonly forming: (number: number, into: Float64Array) => void;
}

/** The session's side of one strategy-trader on a worker. What it is told is written down, so that it can be told again. */
export class RemoteTrader {
  readonly spec: TraderSpec;
  declaration: Declaration | undefined;
  /** What the indicators of each of its series say, on the worker where it lives now. */
  lines: readonly SharedLines[] = [];
  /** Set while it is on a worker. */
  line: Line | undefined;
  /** Why it is asked no more. */
  stopped: string | undefined;
  readonly #parts: RemoteParts;
  readonly #frame = new Float64Array(longestFrame);
  readonly #answer = new Float64Array(4);
  #calls = 0;
  #answered = 0;
  /** Of the ask that is open: questions that were answered, lines that were told. */
  #replies = 0;
  #logs = 0;
  /** The same while it is told again. */
  #again = { answered: 0, replies: 0, logs: 0 };
  #isRecorded = false;
  #trades: readonly TradeView[] = [];
  #seen: readonly TradeView[] | undefined;

  constructor(parts: RemoteParts) {
    this.#parts = parts;
    this.spec = parts.spec;
  }

  /** A frame to fill: kind and trader stand in it. */
  begin(kind: number): Float64Array {
    this.#frame[0] = kind;
    this.#frame[1] = this.spec.index;
    return this.#frame;
  }

  /** Sends the first words of the frame. */
  send(count: number): void {
    if (this.stopped !== undefined) return;
    this.#parts.history.append(this.#frame, count);
    this.#safely((line) => writeFrame(line, this.#frame, count));
  }

  /** Sends what is no number. */
  mail(letter: MailOut): void {
    if (this.stopped !== undefined) return;
    this.#parts.history.appendMail(this.spec.index, letter);
    this.#safely((line) => {
      line.mail.post(letter);
      writeFrame(line, this.begin(frame.mail), frameWords.mail);
    });
  }

  /** Asks a handler, and waits for what it makes of the moment. @throws what the strategy threw, or StrategyStopped */
  ask(handler: HandlerName, argument: number, context: StrategyContext): Signals {
    this.#calls++;
    const reason = this.#parts.calls.next();
    if (reason !== undefined) {
      this.stopped = reason;
      this.#isRecorded = true;
    }
    this.#checkStopped();
    this.#sendTrades(context);
    const { position } = context;
    const words = this.begin(frame.ask);
    words[2] = handlerNames.indexOf(handler);
    words[3] = argument;
    words[4] = context.time;
    words[5] = context.price;
    words[6] = context.bid;
    words[7] = context.ask;
    words[8] = position === 'flat' ? 0 : position === 'long' ? 1 : -1;
    this.#replies = 0;
    this.#logs = 0;
    this.send(frameWords.ask);
    this.#checkStopped();
    for (;;) {
      const code = this.#next();
      this.#checkStopped();
      if (code === answer.question) this.#reply(context);
      else if (code === answer.log) this.#tell();
      else if (code !== undefined) return this.#take(code);
    }
  }

  /** An answer of it is waited for. */
  get isOpen(): boolean {
    return this.#answered < this.#calls;
  }

  /** Tells its worker all that it was ever told; what it answers again is dropped. @throws WorkerGone */
  tellAgain(line: Line): void {
    this.#again = { answered: 0, replies: 0, logs: 0 };
    line.begin();
    this.#parts.history.tell({
      frame: (words, count) => writeFrame(line, words, count, () => this.#dropAnswers(line)),
      mail: (letter) => line.mail.post(letter),
    });
    while (this.#isBehind) {
      this.#dropAnswers(line);
      if (this.#isBehind) line.wait();
    }
  }

  get #isBehind(): boolean {
    const { answered, replies, logs } = this.#again;
    return answered < this.#answered || (this.isOpen && (replies < this.#replies || logs < this.#logs));
  }

  #dropAnswers(line: Line): void {
    const again = this.#again;
    while (line.answers.available > 0 && this.#isBehind) {
      readAnswer(line, this.#answer);
      const code = this.#answer[1];
      if (code !== answer.nothing && code !== answer.question) line.mail.take();
      if (code === answer.question) again.replies++;
      else if (code === answer.log) again.logs++;
      else {
        again.answered++;
        again.replies = 0;
        again.logs = 0;
      }
    }
  }

  #checkStopped(): void {
    if (this.stopped === undefined) return;
    if (!this.#isRecorded) this.#parts.onStopped(this.#parts.calls.count, this.stopped);
    this.#isRecorded = true;
    throw new StrategyStopped(this.stopped);
  }

  #sendTrades(context: StrategyContext): void {
    const { trades } = context;
    if (trades === this.#seen) return;
    this.#seen = trades;
    if (areAlike(trades, this.#trades)) return;
    this.#trades = trades;
    this.mail({ kind: 'trades', trades });
  }

  /** The next answer's code; `undefined` where the worker was another one meanwhile. */
  #next(): number | undefined {
    const line = ensure(this.line, 'worker of a strategy-trader');
    try {
      line.begin();
      while (line.answers.available === 0) line.wait();
    } catch (error) {
      this.#recover(line, error);
      return undefined;
    }
    readAnswer(line, this.#answer);
    return this.#answer[1];
  }

  #reply(context: StrategyContext): void {
    const [, , which, argument = 0] = this.#answer;
    this.#replies++;
    const values = this.begin(frame.reply).subarray(2, frameWords.reply);
    values.fill(NaN);
    if (which === question.equity) values[0] = context.equity;
    else if (which === question.available) values[0] = context.available;
    else this.#parts.forming(argument, values);
    this.send(frameWords.reply);
  }

  #tell(): void {
    this.#logs++;
    const letter = this.#letter();
    if (letter.kind === 'log') this.#parts.log(letter.message, letter.fields);
  }

  #take(code: number): Signals {
    this.#answered++;
    if (code === answer.nothing) return undefined;
    const letter = this.#letter();
    if (letter.kind === 'signals') return letter.signals;
    if (letter.kind === 'error' && code === answer.broke) {
      this.stopped = letter.error.message;
      this.#checkStopped();
    }
    throw letter.kind === 'error' ? errorFrom(letter.error) : new Error('an answer without its mail');
  }

  #letter(): MailIn {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other end writes nothing else
    return ensure(this.line, 'worker of a strategy-trader').mail.take() as MailIn;
  }

  #safely(act: (line: Line) => void): void {
    const line = ensure(this.line, 'worker of a strategy-trader');
    try {
      line.begin();
      act(line);
    } catch (error) {
      // What it was told last is part of its history.
      this.#recover(line, error);
    }
  }

  #recover(line: Line, error: unknown): void {
    if (!(error instanceof WorkerGone)) throw error;
    this.#parts.recover(line, error);
  }
}

function writeFrame(line: Line, words: Float64Array, count: number, whileFull?: () => void): void {
  while (line.frames.room < count) {
    whileFull?.();
    if (line.frames.room < count) line.waitForRoom();
  }
  line.frames.write(words, count);
  line.frames.publish();
}

function readAnswer({ answers }: Line, into: Float64Array): void {
  for (let k = 0; k < 4; k++) into[k] = answers.next();
  answers.release();
}

function areAlike(a: readonly TradeView[], b: readonly TradeView[]): boolean {
  return a.length === b.length && a.every((each, k) => isAlike(each, b[k]!));
}

function isAlike(a: TradeView, b: TradeView): boolean {
  return (
    a.id === b.id &&
    a.state === b.state &&
    a.quantity === b.quantity &&
    Object.is(a.entryPrice, b.entryPrice) &&
    Object.is(a.entryTime, b.entryTime) &&
    a.stop === b.stop &&
    a.direction === b.direction &&
    a.label === b.label
  );
}
