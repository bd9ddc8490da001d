import type { SessionLine } from '../../system/observer/session-line.ts';
import { formatLine } from '../line-mode.ts';
import type { Output } from '../output.ts';

/** A line of a session, for people or as JSON. */
export function printLine(out: Output, line: SessionLine): void {
  if (out.json) out.printJson(line);
  // Its last fill has just told a person so.
  else if (line['state'] !== 'filled') out.print(formatLine(line, { colour: out.hasColour }));
}
