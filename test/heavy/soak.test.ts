import { expect, it } from 'vitest';
import { loadProfile } from '../../src/config/load.ts';
import { LocalDoor } from '../../src/system/door/local-door.ts';
import { runPaper } from '../../src/system/paper/paper.ts';
import type { SessionDoor } from '../../src/system/door/session-door.ts';
import { steadyNow } from '../../src/bus/clock.ts';
import { root } from '../support/source.ts';
import { runTerminal } from '../../src/terminal/run.ts';
import { readSettings } from '../../src/terminal/settings-file.ts';
import type { Screen, ScreenListener } from '../../src/terminal/screen.ts';
import { Cells, difference } from '../../src/terminal/cells.ts';
import { Random } from '../../src/util/random.ts';

const hour = 3_600_000;

/** A screen of nobody: compares what it is shown as the real one does. */
class SoakScreen implements Screen {
  readonly width = 160;
  readonly height = 50;
  readonly depth = '256';
  frames = 0;
  #shown: Cells | undefined;
  listener: ScreenListener | undefined;

  listen(listener: ScreenListener): void {
    this.listener = listener;
  }

  show(cells: Cells): number {
    this.frames++;
    const { length } = difference(this.#shown, cells, this.depth);
    this.#shown ??= new Cells(cells.width, cells.height);
    this.#shown.chars.set(cells.chars);
    this.#shown.styles.set(cells.styles);
    return length;
  }

  bell(): void {
    // Nobody hears it.
  }

  forget(): void {
    this.#shown = undefined;
  }

  close(): void {
    this.#shown = undefined;
  }
}

/** MB that are really held. */
function held(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

it('holds no more memory after eight hours of market and keys than after two', async () => {
  const set = ['data.synthetic.speed=900'];
  const { profile, strategies } = await loadProfile('demo', { workspace: root, set, env: {}, cwd: root });
  const stop = new AbortController();
  const screen = new SoakScreen();
  const random = Random.derive('soak', 'keys');
  const keys = [...'HFTVELOXASPUZCNYRBWIMQJKD,%*$!=orjkgG[]<>', 'up', 'down', 'tab', 'pageup', 'escape'];
  const samples: (readonly [hours: number, megabytes: number, resident: number])[] = [];
  let begun = NaN;
  let shown: Promise<unknown> = Promise.resolve();
  let door: SessionDoor | undefined;
  await runPaper({
    profile,
    strategies,
    stop: stop.signal,
    onReady: (each) => {
      door = each;
      const parts = {
        door: new LocalDoor(each, steadyNow),
        settings: readSettings(undefined),
        write: () => '',
        warnings: [],
      };
      shown = runTerminal(screen, parts, stop.signal);
    },
    onLine: ({ time }) => {
      if (door === undefined) return;
      begun = Number.isNaN(begun) ? time : begun;
      for (let k = 0; k < 3; k++) {
        const name = keys[Math.floor(random.next() * keys.length)]!;
        screen.listener?.key({ name, text: name.length === 1 ? name : '' });
      }
      const hours = Math.floor((time - begun) / hour);
      if (hours > (samples.at(-1)?.[0] ?? 0)) samples.push([hours, held(), process.memoryUsage.rss() / 1e6]);
      if (hours >= 8) stop.abort();
    },
  });
  await shown;
  const at = (hours: number): number => samples.find(([each]) => each >= hours)![1];
  expect(screen.frames).toBeGreaterThan(100);
  expect(at(8) / at(2), JSON.stringify(samples)).toBeLessThan(1.35);
  const [first, last] = [samples[1]!, samples.at(-1)!];
  expect(last[2] / first[2], JSON.stringify(samples)).toBeLessThan(1.35);
}, 240_000);
