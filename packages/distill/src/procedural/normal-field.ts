import type { Random } from '../random';

/** height × width noise, blurred with a Gaussian of `sigma` pixels, then brought to mean 0 and variance 1. */
export function normalField(height: number, width: number, sigma: number, random: Random): Float32Array {
  const rough = random.normals(height * width);
  const kernel = gaussian(sigma);
  const field = blurred(blurred(rough, 1, width, kernel), width, height, kernel);
  let [sum, squares] = [0, 0];
  for (const value of field) {
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

/** Lines of `length` values, `step` apart, each blurred by itself, as if repeated end to end: no border is paler than the middle. */
function blurred(values: Float32Array, step: number, length: number, kernel: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  const radius = kernel.length >> 1;
  const steps = Int32Array.from(
    { length: length + 2 * radius },
    (_, i) => ((i + radius * (length - 1)) % length) * step,
  );
  for (let at = 0; at < out.length; at++) {
    const place = Math.floor(at / step) % length;
    const first = at - place * step;
    let total = 0;
    for (let k = 0; k < kernel.length; k++)
      total += (kernel[k] as number) * (values[first + (steps[place + k] as number)] as number);
    out[at] = total;
  }
  return out;
}
