/** The inverse of a symmetric positive definite size × size matrix, row-major, by its Cholesky factor. */
export function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const factor = cholesky(matrix, size);
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const x = new Float64Array(size);
    for (let i = column; i < size; i++) {
      let value = i === column ? 1 : 0;
      for (let k = column; k < i; k++) value -= (factor[i * size + k] as number) * (x[k] as number);
      x[i] = value / (factor[i * size + i] as number);
    }
    for (let i = size - 1; i >= 0; i--) {
      let value = x[i] as number;
      for (let k = i + 1; k < size; k++)
        value -= (factor[k * size + i] as number) * (inverse[k * size + column] as number);
      inverse[i * size + column] = value / (factor[i * size + i] as number);
    }
  }
  return inverse;
}

/** The lower triangular L with L·Lᵀ = matrix. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
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
