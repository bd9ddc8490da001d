/** What keeps `text` from being the name of an instrument, in words: for a message behind what was expected. */
export function instrumentFault(text: string): string {
  const [venue = '', ...rest] = text.trim().split(':');
  if (rest.length === 0) return 'no venue stands before it';
  if (venue.length < 2) return 'a venue has two letters or more';
  if (!/^[a-z][\w-]*$/i.test(venue)) return 'a venue is letters and digits, a letter first';
  return rest.join('') === ''
    ? 'no symbol follows the venue'
    : 'a symbol is letters and digits, with / between currencies';
}
