import { steadyNow } from '../../bus/clock.ts';
import type { Progress } from '../progress.ts';

/** The engine tells of its progress often; twenty times a second is enough to draw. */
export function throttled(report: (progress: Progress) => void): (progress: Progress) => void {
  let next = 0;
  return (progress) => {
    const now = steadyNow();
    if (now < next) return;
    next = now + 50;
    report(progress);
  };
}
