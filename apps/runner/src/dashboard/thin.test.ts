import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Point } from './api';
import { thin } from './thin';

const curve = fc
  .array(fc.option(fc.integer({ min: -1000, max: 1000 })), { maxLength: 300 })
  .map((values) => values.map((y, x): Point => [x, y]));

property.prop([curve, fc.integer({ min: 2, max: 40 })])(
  'a thinned curve keeps its order, its extremes and its last point, and is as short as asked',
  (points, most) => {
    const thinned = thin(points, most);
    expect(thinned.length).toBeLessThanOrEqual(Math.max(most + 1, 2));
    expect(thinned).toEqual(points.filter((point) => thinned.includes(point)));
    expect(thinned.at(-1)).toEqual(points.at(-1));
    const values = (each: readonly Point[]) => each.flatMap(([, y]) => y ?? []);
    if (values(points).length > 0) {
      expect(Math.max(...values(thinned))).toBe(Math.max(...values(points)));
      expect(Math.min(...values(thinned))).toBe(Math.min(...values(points)));
    }
  },
);

test('a peak among 100 000 points is kept', () => {
  const points = Array.from({ length: 100_000 }, (_, x): Point => [x, x === 54_321 ? 9 : 1]);
  expect(thin(points, 2000)).toContainEqual([54_321, 9]);
});
