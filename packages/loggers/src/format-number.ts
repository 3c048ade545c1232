/** A number for people: integers whole, others with at least `digits` significant digits; NaN and infinities by name. */
export function formatNumber(value: number, digits: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 10 ** digits ? value.toFixed(0) : String(Number(value.toPrecision(digits)));
}
