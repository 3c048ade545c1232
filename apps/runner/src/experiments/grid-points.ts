/** One value for each key of a grid. */
export type GridPoint = Readonly<Record<string, unknown>>;

/**
 * Every combination of a grid's values, keys in alphabetical order and the last one running fastest. That is the order of
 * scikit-learn's ParameterGrid, so that VAL3 is the same point as in the reference. A grid without keys has one empty point.
 */
export function gridPoints(grid: Readonly<Record<string, readonly unknown[] | undefined>>): GridPoint[] {
  return Object.keys(grid)
    .toSorted()
    .reduce<GridPoint[]>(
      (points, key) =>
        points.flatMap((point) => (grid[key] ?? []).map((value) => ({ ...point, [key]: value }))),
      [{}],
    );
}
