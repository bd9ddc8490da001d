type Params = Readonly<Record<string, unknown>>;

/** How the parameters of a strategy changed with its code; empty where they did not. */
export function parameterWords(before: Params, after: Params): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const words = names.flatMap((name) => {
    const [was, is] = [JSON.stringify(before[name]), JSON.stringify(after[name])];
    if (was === is) return [];
    if (was === undefined) return [`${name} is new (${is})`];
    return [is === undefined ? `${name} is gone (${was})` : `${name} was ${was} and is ${is}`];
  });
  return words.length === 0 ? '' : `parameters: ${words.join(', ')}`;
}
