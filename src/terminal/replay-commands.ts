import type { ReplayStep } from '../system/door/face-door.ts';
import { parseDuration } from '../util/duration.ts';
import { parseTime } from '../util/time.ts';
import type { App } from './app.ts';
import type { OwnCommand } from './own-command.ts';

/** What one can step to. */
export const replaySteps: readonly ReplayStep[] = ['bar', 'signal', 'order', 'trade'];
const notHere = 'nothing to go through: this is no replay; see siis replay';

function readStep(word: string): ReplayStep | undefined {
  return replaySteps.find((each) => each === word);
}

/** How a recorded session is gone through. */
export const replayCommands: Readonly<Record<string, OwnCommand>> = {
  step: {
    usage: 'step [bar | signal | order | trade] [TIMES]',
    help: 'Of a replay: goes on to the next of them',
    examples: ['step trade', 'step bar 15'],
    words: () => replaySteps,
    run: ({ door: { replay } }, [word = 'bar', times = '1']) => {
      if (replay === undefined) return notHere;
      const what = readStep(word);
      if (what === undefined) return `expected ${replaySteps.join(', ')}, came '${word}'`;
      const count = Number(times);
      if (!Number.isInteger(count) || count < 1) return `expected a number of them, came '${times}'`;
      replay.forward(what, count);
      return undefined;
    },
  },
  back: {
    usage: 'back [bar | signal | order | trade | TIME]',
    help: 'Of a replay: goes back to the last of them, or so long: 15m',
    examples: ['back', 'back trade', 'back 4h'],
    words: () => replaySteps,
    run: ({ door: { replay } }, [word = 'bar']) => {
      if (replay === undefined) return notHere;
      const what = readStep(word);
      const millis = parseDuration(word);
      if (what !== undefined) replay.back(what);
      else if (millis !== undefined) replay.goTo(replay.state.time - millis);
      else return `expected ${replaySteps.join(', ')}, or a time such as 15m, came '${word}'`;
      return undefined;
    },
  },
  goto: {
    usage: 'goto TIME | start | end',
    help: 'Of a replay: goes to a market time, UTC, forth or back',
    examples: ['goto 2026-01-05T14:30', 'goto 14:30', 'goto end'],
    words: () => ['start', 'end'],
    run: goTo,
  },
  speed: {
    usage: 'speed TIMES',
    help: 'Of a replay: how many times as fast as real time it plays',
    examples: ['speed 60'],
    run: ({ door: { replay } }, [text = '']) => {
      if (replay === undefined) return notHere;
      const speed = Number(text);
      if (!(speed > 0 && speed <= 1e6)) return `expected a number above 0, came '${text}'`;
      replay.setSpeed(speed);
      return undefined;
    },
  },
};

function goTo({ door: { replay } }: App, [text = '']: readonly string[]): string | undefined {
  if (replay === undefined) return notHere;
  const { start, end, time } = replay.state;
  if (text === 'start' || text === 'end') {
    replay.goTo(text === 'start' ? start : end);
    return undefined;
  }
  // A time of day is that of the day that is shown.
  const day = new Date(time).toISOString().slice(0, 10);
  const wanted = parseTime(/^\d{1,2}:\d{2}(?::\d{2})?$/.test(text) ? `${day}T${text.padStart(5, '0')}` : text);
  if (wanted === undefined) return `expected a time such as 2026-01-05T14:30, start or end, came '${text}'`;
  replay.goTo(wanted);
  return undefined;
}
