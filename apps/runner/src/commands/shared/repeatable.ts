/** For an option that can be given several times: collects its values in order. */
export function repeatable(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
