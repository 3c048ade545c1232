import { takeTurn } from '../take-turn';

/** Where training moved a layer's kernel. */
export interface TrainedSubspace {
  /** inputs × rank values: an orthonormal basis of the directions of inputs that training answered to. */
  readonly basis: Float32Array;
  readonly rank: number;
  /** The share of its initial weights that the kernel still holds: what weight decay left of them. */
  readonly kept: number;
}

export interface TrainedSubspaceOptions {
  /** The largest share of the initial weights that the kernel may hold, > 0; default 1. */
  readonly mostKept?: number | undefined;
  /** Aborts the work. */
  readonly signal?: AbortSignal | undefined;
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
  { mostKept = 1, signal }: TrainedSubspaceOptions = {},
): Promise<TrainedSubspace> {
  const turn = () => takeTurn(signal);
  const [trained, start] = [columnsOf(kernel, inputs, outputs), columnsOf(initial, inputs, outputs)];
  const kept = await initialShare(trained, start, mostKept, turn);
  const changes = trained.map((column, output) =>
    column.map((value, input) => value - kept * (start[output]?.[input] as number)),
  );
  const vectors = await orthonormal(changes, turn);
  const basis = new Float32Array(inputs * vectors.length);
  vectors.forEach((vector, column) => {
    for (let input = 0; input < inputs; input++)
      basis[input * vectors.length + column] = vector[input] as number;
  });
  return { basis, rank: vectors.length, kept };
}

type Columns = readonly Float64Array[];
type Turn = () => Promise<void>;

function columnsOf(kernel: Float32Array, inputs: number, outputs: number): Columns {
  return Array.from({ length: outputs }, (_, output) =>
    Float64Array.from({ length: inputs }, (_, input) => kernel[input * outputs + output] as number),
  );
}

/** Differences smaller than this share of the largest are rounding. */
const rounding = 1e-6;

/** Gram and Schmidt, largest remainder first, each vector made orthogonal twice. */
async function orthonormal(columns: Columns, turn: Turn): Promise<Float64Array[]> {
  const basis: Float64Array[] = [];
  const left = columns.map((column) => column.slice());
  const first = Math.max(...left.map(norm));
  while (left.length > 0) {
    await turn();
    const norms = left.map(norm);
    const largest = norms.indexOf(Math.max(...norms));
    const [vector] = left.splice(largest, 1) as [Float64Array];
    for (const other of basis) remove([vector], other);
    const length = norm(vector);
    if (length <= rounding * first) break;
    const unit = vector.map((value) => value / length);
    basis.push(unit);
    remove(left, unit);
  }
  return basis;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(products(vector, [vector])[0] as number);
}

/** Scalar products of a vector with others; four at a time, since each sum has to wait for its last addition. */
function products(vector: Float64Array, others: Columns): Float64Array {
  const sums = new Float64Array(others.length);
  const length = vector.length;
  let first = 0;
  for (; first + 4 <= others.length; first += 4) {
    const [a, b, c, d] = others.slice(first, first + 4) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    let [sa, sb, sc, sd] = [0, 0, 0, 0];
    for (let i = 0; i < length; i++) {
      const value = vector[i] as number;
      sa += value * (a[i] as number);
      sb += value * (b[i] as number);
      sc += value * (c[i] as number);
      sd += value * (d[i] as number);
    }
    sums.set([sa, sb, sc, sd], first);
  }
  for (; first < others.length; first++) {
    const other = others[first] as Float64Array;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += (vector[i] as number) * (other[i] as number);
    sums[first] = sum;
  }
  return sums;
}

/** Takes what is along the unit vector from each of the others. */
function remove(vectors: Columns, unit: Float64Array): void {
  const along = products(unit, vectors);
  vectors.forEach((vector, v) => {
    const share = along[v] as number;
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) - share * (unit[i] as number);
  });
}

/** The factor a in 0 … most at which kernel − a·initial has the smallest volume. */
async function initialShare(kernel: Columns, initial: Columns, most: number, turn: Turn): Promise<number> {
  const outputs = kernel.length;
  const both = await gram(kernel, turn);
  const mixed = await gram(kernel, turn, initial);
  const start = await gram(initial, turn);
  const volume = (a: number) => {
    const matrix = both.map((value, at) => value - a * (mixed[at] as number) + a * a * (start[at] as number));
    return logDeterminant(matrix, outputs, turn);
  };
  return lowest(volume, most);
}

/** The symmetric AᵀA or, of two matrices, AᵀB + BᵀA, row-major: the upper triangle, from the diagonal on. */
async function gram(a: Columns, turn: Turn, b?: Columns): Promise<Float64Array> {
  const size = a.length;
  const out = new Float64Array(size * size);
  for (const [i, column] of a.entries()) {
    await turn();
    out.set(products(column, (b ?? a).slice(i)), i * size + i);
    if (b !== undefined) {
      const mirrored = products(b[i] as Float64Array, a.slice(i));
      for (let j = i; j < size; j++)
        out[i * size + j] = (out[i * size + j] as number) + (mirrored[j - i] as number);
    }
  }
  return out;
}

/** Of a positive semidefinite matrix, whose upper triangle is given and destroyed; pivots of rounding size count as that size. */
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
      const factor = (matrix[k * size + i] as number) / pivot;
      for (let j = i; j < size; j++)
        matrix[i * size + j] = (matrix[i * size + j] as number) - factor * (matrix[k * size + j] as number);
    }
  }
  return total;
}

type Function = (x: number) => Promise<number>;

/** The place of the function's lowest value in 0 … end: the best of a grid, made finer five times. Near its lowest place it has one valley. */
async function lowest(f: Function, end: number): Promise<number> {
  const half = end / 2;
  let best = half;
  for (let reach = half; reach > 1e-5; reach /= 8) {
    const places = Array.from({ length: 21 }, (_, i) => best + reach * (i / 10 - 1)).filter(
      (x) => x >= 0 && x <= end,
    );
    best = await lowestOf(reach === half ? places : await bottom(places, f), f);
  }
  return best;
}

/** Of places in a valley, in their order, two or three about its bottom. */
async function bottom(places: readonly number[], f: Function): Promise<readonly number[]> {
  let [low, high] = [0, places.length - 1];
  while (high - low > 2) {
    const middle = Math.floor((low + high) / 2);
    const falls = (await f(places[middle + 1] as number)) < (await f(places[middle] as number));
    if (falls) low = middle;
    else high = middle + 1;
  }
  return places.slice(low, high + 1);
}

/** The place of the lowest value. */
async function lowestOf(places: readonly number[], f: Function): Promise<number> {
  const values: number[] = [];
  for (const x of places) values.push(await f(x));
  return places[values.indexOf(Math.min(...values))] as number;
}
