/** The lower triangular L with L·Lᵀ = matrix: symmetric positive definite, size × size, row-major. */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let value = matrix[i * size + j] as number;
      for (let k = 0; k < j; k++)
        value -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      factor[i * size + j] =
        i === j ? Math.sqrt(Math.max(value, 1e-300)) : value / (factor[j * size + j] as number);
    }
  }
  return factor;
}

/**
 * Replaces x by the solution y of L·Lᵀ·y = x.
 *
 * @param from x is 0 before
 */
export function solveWith(factor: Float64Array, size: number, x: Float64Array, from = 0): void {
  for (let i = from; i < size; i++) {
    let value = x[i] as number;
    for (let k = from; k < i; k++) value -= (factor[i * size + k] as number) * (x[k] as number);
    x[i] = value / (factor[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    let value = x[i] as number;
    for (let k = i + 1; k < size; k++) value -= (factor[k * size + i] as number) * (x[k] as number);
    x[i] = value / (factor[i * size + i] as number);
  }
}
