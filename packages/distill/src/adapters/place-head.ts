import type { WeightArray, Weights } from '../weights';
import type { ExpertPlacement } from './expert-placement';

/**
 * The weights of a model, its head moved among the student's outputs: column `columns[i]` of its last matrix, and of the bias that follows
 * it, becomes column `classes[i]`. All other columns do not count: they are 0, or what they were if none was moved. Undefined where the last matrix has not `width` columns.
 */
export function placeHead(
  weights: Weights,
  { width, columns, classes, outputs }: ExpertPlacement,
): Weights | undefined {
  const head = headArrays(weights, width);
  const inPlace = isInPlace({ width, columns, classes, outputs });
  if (head.length === 0) return undefined;
  return weights.map((array, i): WeightArray => {
    if (!head.includes(i)) return array;
    if (inPlace) return { ...array, columns: classes };
    const rows = array.values.length / width;
    const values = new Float32Array(rows * outputs);
    for (let row = 0; row < rows; row++)
      columns.forEach((column, at) => {
        values[row * outputs + (classes[at] as number)] = array.values[row * width + column] as number;
      });
    return { ...array, shape: [...array.shape.slice(0, -1), outputs], values, columns: classes };
  });
}

/** Whether the student has every column where the expert has it. */
export function isInPlace({ width, columns, classes, outputs }: ExpertPlacement): boolean {
  return width === outputs && columns.every((column, i) => column === classes[i]);
}

/** The same weights, of which those of the head are no longer there. */
export function withoutHead(weights: Weights, head: readonly number[]): Weights {
  return weights.map((array, i) =>
    head.includes(i) ? { name: array.name, shape: [0], values: new Float32Array() } : array,
  );
}

/** The places of a model's last matrix and of its bias; none where it has not `width` columns. */
export function headArrays(weights: Weights, width: number): number[] {
  const matrix = weights.findLastIndex(({ shape }) => shape.length > 1);
  if (weights[matrix]?.shape.at(-1) !== width) return [];
  return weights[matrix + 1]?.shape.join() === String(width) ? [matrix, matrix + 1] : [matrix];
}
