const frameLine = /(?:\(|at (?:async )?)(?:file:\/\/)?(\/[^()]*?)(?:\?[^:)]*)?(:\d+:\d+)\)?$/;

/** Folder of siis' own sources; what lies in the catalog of strategies is an author's all the same. */
const own = decodeURI(new URL('..', import.meta.url).pathname);
const catalog = `${own}strategy/catalog/`;

/** `file:line:column` where an author's code is to blame for an error: the topmost stack frame outside siis and Node. */
export function authorLine(error: Error): string | undefined {
  for (const line of (error.stack ?? '').split('\n')) {
    const match = frameLine.exec(line);
    const path = match?.[1] === undefined ? undefined : plainPath(match[1], line);
    if (path === undefined || path.includes('/node_modules/')) continue;
    if (!path.startsWith(own) || path.startsWith(catalog)) return `${path}${match?.[2] ?? ''}`;
  }
  return undefined;
}

/** Frames of modules name their file as a URL, where a blank is `%20`. */
function plainPath(path: string, line: string): string {
  return line.includes('file://') ? decodeURIComponent(path) : path;
}
