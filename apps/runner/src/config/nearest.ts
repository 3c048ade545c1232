import { closest, distance } from 'fastest-levenshtein';

/** Names are shorter; of a longer text the comparison would take long, and no name is near. */
const longest = 100;

/** ` Did you mean "x"?` if one of the known names is close enough, else nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  if (known.length === 0 || given.length > longest) return '';
  const sameLetters = known.find((name) => name.toLowerCase() === given.toLowerCase());
  const near = sameLetters ?? closest(given, [...known]);
  return distance(given, near) <= Math.max(2, Math.floor(given.length / 2)) ? ` Did you mean "${near}"?` : '';
}
