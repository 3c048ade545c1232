/** For an option that can be given several times: its values in their order. */
export function repeatable(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
