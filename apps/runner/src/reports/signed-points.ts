/** `+1.2` or `−0.3`, for a difference in points. */
export function signedPoints(points: number): string {
  return `${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`;
}
