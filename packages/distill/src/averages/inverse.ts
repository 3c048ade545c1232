import { cholesky, solveWith } from './cholesky';

/** The inverse of a symmetric positive definite size × size matrix, row-major, by its Cholesky factor. */
export function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const factor = cholesky(matrix, size);
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const x = new Float64Array(size);
    x[column] = 1;
    solveWith(factor, size, x, column);
    for (let i = 0; i < size; i++) inverse[i * size + column] = x[i] as number;
  }
  return inverse;
}
