const names = String.raw`api[-_]?key|secret|token|passw|passphrase|credential|private[-_]?key`;
const secretName = new RegExp(`(?:${names})`, 'i');
/** A name, what stands between, and the value, which is all up to a blank or a closing quote. */
const secretInText = new RegExp(
  String.raw`([\w.-]*(?:${names})[\w.-]*["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;}&]+)`,
  'gi',
);
const hidden = '***';

/** True for keys whose values are never shown. */
export function isSecret(path: readonly PropertyKey[]): boolean {
  return path.some((key) => secretName.test(String(key)));
}

/** The same value, as plain data, without what stands under secret names at any depth. */
export function hideSecrets(value: unknown): unknown {
  if (typeof value === 'string') return hideSecretsInText(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map((each) => hideSecrets(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isSecret([key]) ? hidden : hideSecrets(each)]),
  );
}

/** Text without what follows secret names: `apiKey=abc` is `apiKey=***`. */
export function hideSecretsInText(text: string): string {
  return text.replaceAll(secretInText, (_all, name: string) => `${name}${hidden}`);
}
