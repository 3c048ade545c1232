import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean "x"?` if one of the known names is close enough, else nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = closest(given, [...known]);
  return distance(given, near) <= Math.max(2, Math.floor(given.length / 2)) ? ` Did you mean "${near}"?` : '';
}
