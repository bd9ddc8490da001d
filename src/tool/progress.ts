import { steadyNow } from '../bus/clock.ts';
import type { Output } from './output.ts';

/** How far a run is. */
export interface Progress {
  /** 0 … 1. */
  readonly done: number;
  readonly ticks: number;
  readonly bars: number;
  /** Market time reached, ms. */
  readonly time: number;
}

const moveEvery = 100;
const sayEvery = 5000;
const barWidth = 24;

/** A line that tells how it goes: one that moves on a terminal, a new one every few seconds elsewhere, none with --quiet. */
class ProgressLine {
  readonly #out: Output;
  readonly #isMoving: boolean;
  #next: number;
  #width = 0;

  constructor(out: Output) {
    this.#out = out;
    this.#isMoving = out.isTerminal('err') && !out.quiet;
    this.#next = steadyNow() + (this.#isMoving ? moveEvery : sayEvery);
  }

  show(text: () => string): void {
    const now = steadyNow();
    if (this.#out.quiet || now < this.#next) return;
    this.#next = now + (this.#isMoving ? moveEvery : sayEvery);
    if (!this.#isMoving) {
      this.#out.log('info', text());
      return;
    }
    const line = text();
    this.#out.raw(`\r${line.padEnd(this.#width)}`);
    this.#width = line.length;
  }

  /** Takes the moving line away. */
  end(): void {
    if (this.#width > 0) this.#out.raw(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}

/** Progress of a run with speed and remaining time. */
export class RunProgress {
  readonly #line: ProgressLine;
  readonly #start = steadyNow();

  constructor(out: Output) {
    this.#line = new ProgressLine(out);
  }

  update(progress: Progress): void {
    this.#line.show(() => describe(progress, (steadyNow() - this.#start) / 1000));
  }

  end(): void {
    this.#line.end();
  }
}

/** `[######..................]  25 %  2016-03-01  12.5 M ticks/s  1m30s left` */
export function describe({ done, ticks, bars, time }: Progress, seconds: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, done)) * barWidth);
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
  const percent = `${Math.floor(done * 100)} %`.padStart(5);
  const day = Number.isFinite(time) ? `  ${new Date(time).toISOString().slice(0, 10)}` : '';
  const [count, unit] = ticks > 0 ? [ticks, 'ticks'] : [bars, 'bars'];
  const speed = seconds > 0 ? `  ${short(count / seconds)} ${unit}/s` : '';
  const left = done > 0.01 && seconds > 0.5 ? `  ${clock((seconds / done) * (1 - done))} left` : '';
  return `${bar} ${percent}${day}${speed}${left}`;
}

/** `950`, `12.5 k`, `3.1 M` */
export function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : String(Math.round(value));
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}m${String(whole % 60).padStart(2, '0')}s`
    : `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}

/** Progress of reading files. */
export class ByteProgress {
  readonly #line: ProgressLine;
  #file = '';
  #bytes = 0;

  constructor(out: Output) {
    this.#line = new ProgressLine(out);
  }

  /** @param bytes unpacked bytes of that file read so far. */
  add(file: string, bytes: number): void {
    if (file !== this.#file) this.#bytes = 0;
    this.#file = file;
    this.#bytes = Math.max(this.#bytes, bytes);
    this.#line.show(() => `${file}: ${short(this.#bytes)}B read`);
  }

  end(): void {
    this.#line.end();
  }
}
