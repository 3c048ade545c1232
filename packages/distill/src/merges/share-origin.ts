import type { Weights } from '../weights';

/** Below this cosine two networks did not start from the same weights. */
const sameOrigin = 0.3;

/**
 * Whether two models can be averaged: same shapes, and matrices that point the same way, as those of
 * networks from one initialisation still do after training; those of two initialisations are orthogonal.
 */
export function shareOrigin(one: Weights, other: Weights): boolean {
  if (!sameShapes(one, other)) return false;
  let [dot, squares, otherSquares] = [0, 0, 0];
  one.forEach(({ shape, values }, i) => {
    // Vectors, such as batch-norm scales of about 1, are alike in any two networks.
    if (shape.length < 2) return;
    const others = other[i]?.values ?? values;
    for (let k = 0; k < values.length; k++) {
      const [a, b] = [values[k] as number, others[k] as number];
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
