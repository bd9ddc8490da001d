import { Cells, difference } from '../../src/terminal/cells.ts';
import { themeOf } from '../../src/terminal/theme.ts';
import type { Outcome, Row } from '../row.ts';
import { stopwatch, type Took } from '../stopwatch.ts';

const size = { width: 200, height: 60 };
/** Cells that are new in each frame. */
const changed = (size.width * size.height) / 10;

/** Rows over the terminal. */
export const terminalRows: readonly Row[] = [
  {
    name: 'terminal-frame',
    unit: 'run',
    about:
      'a frame of 200 × 60 cells of which a tenth changed: compared with the last, and put into what the terminal is sent',
    gate: { seconds: 0.001 },
    against: 'plain',
    needs: [],
    warmUps: 2,
    open: ({ scale }) => {
      const n = Math.max(100, Math.round(5000 * scale));
      return { n, run: () => frames(n) };
    },
  },
];

function frames(n: number): Outcome {
  const plain = { took: plainly(n), words: 'a plain loop that writes the same cells one by one, in this run' };
  const { styles } = themeOf('dark', '256');
  const looks = [styles.plain, styles.gain, styles.loss, styles.dim];
  const [shown, next] = [new Cells(size.width, size.height), new Cells(size.width, size.height)];
  let sent = 0;
  const watch = stopwatch();
  for (let frame = 0; frame < n; frame++) {
    for (let k = 0; k < changed; k++) {
      const at = (k * 10 + frame) % (size.width * size.height);
      next.set(at % size.width, Math.floor(at / size.width), digits[(frame + k) % 10]!, looks[(frame + k) & 3]!);
    }
    sent += difference(shown, next, '256').length;
    shown.chars.set(next.chars);
    shown.styles.set(next.styles);
  }
  const took = watch();
  if (sent === 0) throw new Error('nothing was sent');
  return { took, plain };
}

const digits = '0123456789';

/** The same cells, each with its place and its colour in front, nothing compared. */
function plainly(n: number): Took {
  let sent = 0;
  const watch = stopwatch();
  for (let frame = 0; frame < n; frame++) {
    let text = '';
    for (let k = 0; k < changed; k++) {
      const at = (k * 10 + frame) % (size.width * size.height);
      text += `\u001B[${Math.floor(at / size.width) + 1};${(at % size.width) + 1}H\u001B[3${(frame + k) & 3}m${digits[(frame + k) % 10]}`;
    }
    sent += text.length;
  }
  const took = watch();
  if (sent === 0) throw new Error('nothing was written');
  return took;
}
