import { takeTurn } from '../take-turn';

/** Where training moved a layer's kernel. */
export interface TrainedSubspace {
  /** inputs × rank values: an orthonormal basis of the directions of inputs that training answered to. */
  readonly basis: Float32Array;
  readonly rank: number;
  /** The share of its initial weights that the kernel still holds: what weight decay left of them. */
  readonly kept: number;
}

/**
 * The directions of a layer's input that it was trained on, read from its weights.
 *
 * A gradient step changes a kernel by outer products of its inputs and their errors, and weight decay shrinks it:
 * after training it is `kept`·initial + a sum over inputs seen. Training data thus leave their span behind. `kept` is
 * found as the factor at which the difference has the smallest volume (log-determinant of its Gram matrix).
 *
 * Both kernels: inputs × outputs, row-major, outputs < inputs. Cost: O(inputs·outputs²), with turns of others in between.
 *
 * @throws AbortError when the signal is aborted
 */
export async function trainedSubspace(
  kernel: Float32Array,
  initial: Float32Array,
  inputs: number,
  outputs: number,
  signal?: AbortSignal,
): Promise<TrainedSubspace> {
  const turn = () => takeTurn(signal);
  const kept = await initialShare(kernel, initial, inputs, outputs, turn);
  const columns = Array.from({ length: outputs }, (_, output) =>
    Float64Array.from({ length: inputs }, (_, input) => {
      const at = input * outputs + output;
      return (kernel[at] as number) - kept * (initial[at] as number);
    }),
  );
  const vectors = await orthonormal(columns, turn);
  const basis = new Float32Array(inputs * vectors.length);
  vectors.forEach((vector, column) => {
    for (let input = 0; input < inputs; input++)
      basis[input * vectors.length + column] = vector[input] as number;
  });
  return { basis, rank: vectors.length, kept };
}

type Turn = () => Promise<void>;

/** Differences smaller than this share of the largest are rounding. */
const rounding = 1e-6;

/** Gram and Schmidt, largest remainder first, each vector made orthogonal twice. */
async function orthonormal(columns: readonly Float64Array[], turn: Turn): Promise<Float64Array[]> {
  const basis: Float64Array[] = [];
  const left = columns.map((column) => column.slice());
  const first = Math.max(...left.map(norm));
  while (left.length > 0) {
    await turn();
    const norms = left.map(norm);
    const largest = norms.indexOf(Math.max(...norms));
    const [vector] = left.splice(largest, 1) as [Float64Array];
    for (const other of basis) remove(vector, other);
    const length = norm(vector);
    if (length <= rounding * first) break;
    const unit = vector.map((value) => value / length);
    basis.push(unit);
    for (const column of left) remove(column, unit);
  }
  return basis;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] as number) * (other[i] as number);
  return sum;
}

function remove(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) - along * (unit[i] as number);
}

/** The factor a in 0 … 1 at which kernel − a·initial has the smallest volume. */
async function initialShare(
  kernel: Float32Array,
  initial: Float32Array,
  inputs: number,
  outputs: number,
  turn: Turn,
): Promise<number> {
  const both = await gram(kernel, kernel, inputs, outputs, turn);
  const crossed = await gram(kernel, initial, inputs, outputs, turn);
  const start = await gram(initial, initial, inputs, outputs, turn);
  const volume = (a: number) => {
    const matrix = new Float64Array(outputs * outputs);
    for (let i = 0; i < outputs; i++) {
      for (let j = 0; j < outputs; j++) {
        const at = i * outputs + j;
        const mixed = (crossed[at] as number) + (crossed[j * outputs + i] as number);
        matrix[at] = (both[at] as number) - a * mixed + a * a * (start[at] as number);
      }
    }
    return logDeterminant(matrix, outputs, turn);
  };
  return lowest(volume);
}

/** AᵀB of two inputs × outputs matrices. */
async function gram(
  a: Float32Array,
  b: Float32Array,
  inputs: number,
  outputs: number,
  turn: Turn,
): Promise<Float64Array> {
  const out = new Float64Array(outputs * outputs);
  for (let input = 0; input < inputs; input++) {
    await turn();
    const row = input * outputs;
    for (let i = 0; i < outputs; i++) {
      const value = a[row + i] as number;
      for (let j = 0; j < outputs; j++)
        out[i * outputs + j] = (out[i * outputs + j] as number) + value * (b[row + j] as number);
    }
  }
  return out;
}

/** Of a positive semidefinite matrix, which is destroyed; pivots of rounding size count as that size. */
async function logDeterminant(matrix: Float64Array, size: number, turn: Turn): Promise<number> {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, matrix[i * size + i] as number);
  const least = Math.max(largest, 1e-300) * rounding * rounding;
  let total = 0;
  for (let k = 0; k < size; k++) {
    await turn();
    const pivot = Math.max(matrix[k * size + k] as number, least);
    total += Math.log(pivot);
    for (let i = k + 1; i < size; i++) {
      const factor = (matrix[i * size + k] as number) / pivot;
      for (let j = k + 1; j < size; j++)
        matrix[i * size + j] = (matrix[i * size + j] as number) - factor * (matrix[k * size + j] as number);
    }
  }
  return total;
}

/** The place of the function's lowest value in 0 … 1: the best of a grid, made finer three times. */
async function lowest(f: (x: number) => Promise<number>): Promise<number> {
  let best = 0.5;
  let reach = 0.5;
  while (reach > 1e-5) {
    const places = Array.from({ length: 21 }, (_, i) => best + reach * (i / 10 - 1)).filter(
      (x) => x >= 0 && x <= 1,
    );
    const values: number[] = [];
    for (const x of places) values.push(await f(x));
    best = places[values.indexOf(Math.min(...values))] ?? best;
    reach /= 8;
  }
  return best;
}
