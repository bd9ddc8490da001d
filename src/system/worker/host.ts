import { faultOf } from '../../strategy/signal-check.ts';
import type { Signals } from '../../market/signal.ts';
import { assert, ensure } from '../../util/assert.ts';
import type { RingReader, RingWriter } from '../../util/ring.ts';
import {
  answer,
  answerWords,
  type ErrorText,
  errorText,
  frame,
  frameWords,
  handlerNames,
  type MailIn,
  type MailOut,
} from './frames.ts';
import type { Mailbox } from './mailbox.ts';
import type { MirrorLink, TraderMirror } from './mirror.ts';

/** What a host is reached by, and how it waits. */
export interface HostParts {
  readonly frames: RingReader;
  readonly answers: RingWriter;
  readonly mail: Mailbox;
  /** Waits until a frame may have come. */
  readonly wait: () => void;
  /** Waits until answers may have been read. */
  readonly waitForRoom: () => void;
  /** Runs code of a strategy, so that what it leaves behind is known to be its own. */
  readonly within: <T>(trader: number, act: () => T) => T;
  /** Says whose code runs; -1: nobody's. */
  readonly runs: (trader: number) => void;
}

/** The worker's side of the rings: hands frames to the strategy-traders it holds, and sends back what they make of them. */
export class WorkerHost implements MirrorLink {
  readonly #parts: HostParts;
  readonly #mirrors = new Map<number, TraderMirror>();
  /** What went wrong with a strategy outside of its handlers. */
  readonly #broken = new Map<number, ErrorText>();
  readonly #values = new Float64Array(8);
  readonly #answer = new Float64Array(answerWords);
  readonly #reply = new Float64Array(8);
  /** The one whose question was answered last; -1 while none is. */
  #replied = -1;

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /** Takes a strategy-trader in. */
  add(mirror: TraderMirror): void {
    this.#mirrors.set(mirror.spec.index, mirror);
  }

  /** Something of a strategy went wrong while it was not asked: it is told at the next occasion. */
  broke(trader: number, error: unknown): void {
    if (!this.#broken.has(trader)) this.#broken.set(trader, errorText(error));
  }

  /** Handles all frames that have come. @returns how many */
  drain(): number {
    let count = 0;
    while (this.#parts.frames.available > 0) {
      this.#take();
      count++;
    }
    return count;
  }

  log(trader: number, message: string, fields: Readonly<Record<string, unknown>> | undefined): void {
    try {
      this.#send(trader, answer.log, { kind: 'log', message, fields });
    } catch {
      // What cannot travel is left out; the line is not.
      this.#send(trader, answer.log, { kind: 'log', message, fields: undefined });
    }
  }

  ask(trader: number, which: number, argument: number): Float64Array {
    this.#say(trader, answer.question, which, argument);
    while (this.#replied !== trader) {
      if (this.#parts.frames.available > 0) this.#take();
      else this.#parts.wait();
    }
    this.#replied = -1;
    this.#parts.runs(trader);
    return this.#reply;
  }

  #take(): void {
    const { frames, mail } = this.#parts;
    const kind = frames.next();
    const trader = frames.next();
    const mirror = ensure(this.#mirrors.get(trader), 'strategy-trader', trader);
    switch (kind) {
      case frame.bar: {
        const series = frames.next();
        this.#read(7);
        this.#guarded(trader, () => mirror.barClosed(series, this.#values));
        return;
      }
      case frame.ticks: {
        const count = frames.next();
        mirror.growTicks(count);
        for (let k = 0; k < count; k++) {
          this.#read(4, false);
          mirror.tickPassed(this.#values);
        }
        frames.release();
        return;
      }
      case frame.mail: {
        frames.release();
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other end writes nothing else
        const letter = mail.take() as MailOut;
        if (letter.kind === 'trades') mirror.tradesChanged(letter.trades);
        else if (letter.kind === 'alert') mirror.alerted(letter.notice);
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as it was posted
        else mirror.noticed(letter.notice as Parameters<TraderMirror['noticed']>[0]);
        return;
      }
      case frame.reply:
        this.#read(frameWords.reply - 2);
        this.#reply.set(this.#values);
        this.#replied = trader;
        return;
      default:
        assert(kind === frame.ask, 'a frame of no known kind');
        this.#read(frameWords.ask - 2);
        this.#decide(mirror);
    }
  }

  #read(count: number, releases = true): void {
    const { frames } = this.#parts;
    for (let k = 0; k < count; k++) this.#values[k] = frames.next();
    if (releases) frames.release();
  }

  #decide(mirror: TraderMirror): void {
    const { context } = mirror;
    const trader = mirror.spec.index;
    const [handler = 0, argument = 0, time = NaN, price = NaN, bid = NaN, ask = NaN, position = 0] = this.#values;
    context.time = time;
    context.price = price;
    context.bid = bid;
    context.ask = ask;
    context.position = position === 0 ? 'flat' : position > 0 ? 'long' : 'short';
    const fault = this.#broken.get(trader);
    if (fault !== undefined) return this.#send(trader, answer.broke, { kind: 'error', error: fault });
    this.#parts.runs(trader);
    try {
      const signals = this.#parts.within(trader, () => mirror.decide({ handler: handlerNames[handler]!, argument }));
      this.#parts.runs(-1);
      if (signals === undefined) this.#say(trader, answer.nothing);
      else this.#sendSignals(trader, signals);
    } catch (error) {
      this.#parts.runs(-1);
      this.#send(trader, answer.threw, { kind: 'error', error: errorText(error) });
    }
  }

  #sendSignals(trader: number, signals: Exclude<Signals, void>): void {
    try {
      this.#send(trader, answer.signals, { kind: 'signals', signals });
    } catch (error) {
      // What cannot travel is no signal.
      const list = isList(signals) ? signals : [signals];
      const fault = list.map((each) => faultOf(each)).find((each) => each !== undefined);
      const message = fault ?? errorText(error).message;
      this.#send(trader, answer.threw, { kind: 'error', error: { message, stack: undefined } });
    }
  }

  /** An indicator that throws breaks its strategy: it would be fed no more. */
  #guarded(trader: number, act: () => void): void {
    this.#parts.runs(trader);
    try {
      this.#parts.within(trader, act);
    } catch (error) {
      this.broke(trader, error);
    }
    this.#parts.runs(-1);
  }

  #send(trader: number, code: number, letter: MailIn): void {
    this.#parts.mail.post(letter);
    this.#say(trader, code);
  }

  #say(trader: number, code: number, which = 0, argument = 0): void {
    const { answers } = this.#parts;
    while (answers.room < answerWords) this.#parts.waitForRoom();
    this.#answer[0] = trader;
    this.#answer[1] = code;
    this.#answer[2] = which;
    this.#answer[3] = argument;
    answers.write(this.#answer, answerWords);
    answers.publish();
  }
}

function isList(signals: Exclude<Signals, void>): signals is Extract<Exclude<Signals, void>, readonly unknown[]> {
  return Array.isArray(signals);
}
