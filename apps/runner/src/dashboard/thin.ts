import type { Point } from './api';

/**
 * At most about `most` of a curve's points: of each stretch its least and its greatest value, so that no peak is lost, and the last point.
 * Points whose value is null are kept as such where a stretch has no other.
 */
export function thin(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const stretches = Math.max(1, Math.floor(most / 2));
  const kept: Point[] = [];
  for (let i = 0; i < stretches; i++) {
    const from = Math.floor((i * points.length) / stretches);
    const to = Math.floor(((i + 1) * points.length) / stretches);
    let [least, greatest] = [from, from];
    for (let k = from; k < to; k++) {
      const value = points[k]?.[1] ?? null;
      if (value === null) continue;
      if (value < (points[least]?.[1] ?? Number.POSITIVE_INFINITY)) least = k;
      if (value > (points[greatest]?.[1] ?? Number.NEGATIVE_INFINITY)) greatest = k;
    }
    for (const k of new Set([Math.min(least, greatest), Math.max(least, greatest)]))
      kept.push(points[k] as Point);
  }
  const last = points.at(-1) as Point;
  return kept.at(-1) === last ? kept : [...kept, last];
}
