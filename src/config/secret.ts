const secretName = /(?:api[-_]?key|secret|token|passw|passphrase|credential|private[-_]?key)/i;

/** True for keys whose values are never shown. */
export function isSecret(path: readonly PropertyKey[]): boolean {
  return path.some((key) => secretName.test(String(key)));
}
