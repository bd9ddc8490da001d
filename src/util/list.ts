/** Takes the first such item out of a list, if it is there. Short lists are the rule: `splice` makes one of what it took. */
export function removeFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at < 0) return;
  const last = list.length - 1;
  for (let k = at; k < last; k++) list[k] = list[k + 1]!;
  list.pop();
}
