/** The values that were measured, in their order. */
export function measured(values: readonly (number | null)[]): number[] {
  return values.flatMap((value) => value ?? []);
}
