import { div, matMul, maximum, norm, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/**
 * Cosine similarity between the rows of the last layer's weights: [outputs, features] → [outputs, outputs].
 * A row of zeros, a class that the expert has no output for, is similar to none.
 */
export function classSimilarity(classifierWeights: Tensor2D): Tensor2D {
  return tidy(() => {
    const rows = div(classifierWeights, maximum(norm(classifierWeights, 2, 1, true), 1e-20)) as Tensor2D;
    return matMul(rows, rows, false, true);
  });
}

/**
 * Dirichlet concentration of one class: β·(s − min s)/(max s − min s) + 10⁻⁴, where s is the class's
 * row of similarities (arXiv 1905.08114, "zero-shot knowledge distillation").
 */
export function dirichletConcentration(similarities: ArrayLike<number>, beta: number): Float64Array {
  const row = Float64Array.from(similarities);
  const low = Math.min(...row);
  const range = Math.max(...row) - low;
  return row.map((s) => (range === 0 ? beta : (beta * (s - low)) / range) + 1e-4);
}
