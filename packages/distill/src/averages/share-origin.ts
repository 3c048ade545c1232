import type { WeightArray, Weights } from '../weights';

/** Below this cosine two networks did not start from the same weights. */
const sameOrigin = 0.3;

/**
 * Whether two models started from the same weights: their matrices point the same way, as those of networks from one initialisation still do
 * after training; those of two initialisations are orthogonal. Matrices of different shapes, and heads that were moved, are not compared.
 */
export function shareOrigin(one: Weights, other: Weights): boolean {
  if (one.length !== other.length) return false;
  let [dot, squares, otherSquares] = [0, 0, 0];
  one.forEach(({ shape, values, columns }, i) => {
    const against = other[i] as WeightArray;
    // Vectors, such as batch-norm scales of about 1, are alike in any two networks.
    if (shape.length < 2 || shape.join() !== against.shape.join()) return;
    if (columns !== undefined || against.columns !== undefined) return;
    for (let k = 0; k < values.length; k++) {
      const [a, b] = [values[k] as number, against.values[k] as number];
      dot += a * b;
      squares += a * a;
      otherSquares += b * b;
    }
  });
  return dot > sameOrigin * Math.sqrt(squares * otherSquares);
}

export function sameShapes(one: Weights, other: Weights): boolean {
  return one.length === other.length && one.every(({ shape }, i) => shape.join() === other[i]?.shape.join());
}
