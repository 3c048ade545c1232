import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { gridPoints } from './grid-points';

// The example of its documentation, keys turned round.
test('the points are in the order of scikit-learn’s ParameterGrid', () => {
  expect(gridPoints({ b: [true, false], a: [1, 2] })).toEqual([
    { a: 1, b: true },
    { a: 1, b: false },
    { a: 2, b: true },
    { a: 2, b: false },
  ]);
});

test('no keys make one point without any', () => {
  expect(gridPoints({})).toEqual([{}]);
});

const grids = fc.dictionary(
  fc.stringMatching(/^[a-z_]{1,8}$/),
  fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }),
  { maxKeys: 4 },
);

property.prop([grids])(
  'a grid has as many points as its lists’ lengths multiply to, all different',
  (grid) => {
    const points = gridPoints(grid);
    expect(points).toHaveLength(Object.values(grid).reduce((product, { length }) => product * length, 1));
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(points.length);
  },
);

property.prop([grids])(
  'every point takes one value of each list, and every value is in some point',
  (grid) => {
    const points = gridPoints(grid);
    for (const point of points) {
      expect(Object.keys(point).toSorted()).toEqual(Object.keys(grid).toSorted());
      for (const [key, value] of Object.entries(point)) expect(grid[key]).toContain(value);
    }
    for (const [key, values] of Object.entries(grid))
      expect(new Set(points.map((point) => point[key]))).toEqual(new Set(values));
  },
);

property.prop([grids])('the order of keys in the file does not matter', (grid) => {
  const turned = Object.fromEntries(Object.entries(grid).toReversed());
  expect(gridPoints(turned)).toEqual(gridPoints(grid));
});
