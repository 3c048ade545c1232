/** Some names of many: `a, b, c and 9 more`. */
export function namesText(names: readonly string[]): string {
  const some = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${some} and ${names.length - 3} more` : some;
}
