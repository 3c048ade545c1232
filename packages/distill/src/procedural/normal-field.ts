import type { Random } from '../random';

/** height × width noise, blurred with a Gaussian of `sigma` pixels, then brought to mean 0 and variance 1. */
export function normalField(height: number, width: number, sigma: number, random: Random): Float32Array {
  const rough = random.normals(height * width);
  const kernel = gaussian(sigma);
  const lines = blurLines(rough, height, width, kernel);
  // Twice transposed, so that both passes run along lines.
  const field = transpose(blurLines(transpose(lines, height, width), width, height, kernel), width, height);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < field.length; i++) {
    const value = field[i] as number;
    sum += value;
    squares += value * value;
  }
  const mean = sum / field.length;
  const deviation = Math.sqrt(Math.max(squares / field.length - mean * mean, 1e-12));
  return field.map((value) => (value - mean) / deviation);
}

function gaussian(sigma: number): Float32Array {
  const radius = Math.ceil(2.5 * sigma);
  return Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
}

/** Every line of `length` blurred by itself, as if repeated end to end: no border is paler than the middle. */
function blurLines(values: Float32Array, lines: number, length: number, kernel: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  const radius = kernel.length >> 1;
  const repeated = new Float32Array(length + 2 * radius);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < repeated.length; i++) {
      const from = (((i - radius) % length) + length) % length;
      repeated[i] = values[line * length + from] as number;
    }
    for (let i = 0; i < length; i++) {
      let total = 0;
      for (let k = 0; k < kernel.length; k++) total += (kernel[k] as number) * (repeated[i + k] as number);
      out[line * length + i] = total;
    }
  }
  return out;
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      out[column * rows + row] = values[row * columns + column] as number;
  return out;
}
