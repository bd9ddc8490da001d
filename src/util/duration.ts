const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;
const unitMillis: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** ms of `30s`, `15m`, `4h`, `2d`, `500ms`, `1w` or a plain number of ms; `undefined` when it is none of them. */
export function parseDuration(written: string): number | undefined {
  if (/^\d+$/.test(written)) return Number(written);
  const match = pattern.exec(written);
  return match === null ? undefined : Math.round(Number(match[1]) * (unitMillis[match[2]!] ?? 0));
}

/** The shortest text that `parseDuration` reads back: `90000` is `90s`, `14400000` is `4h`. */
export function formatDuration(millis: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const length = unitMillis[unit]!;
    if (millis >= length && millis % length === 0) return `${millis / length}${unit}`;
  }
  return `${millis}ms`;
}
