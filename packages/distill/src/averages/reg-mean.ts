import { DivergedError } from '../diverged-error';
import { requireShare } from '../option-ranges';
import { allFinite } from '../refuse-diverged';
import type { Weights } from '../weights';
import { averageWeights } from './average-weights';
import { cholesky, solveWith } from './cholesky';

/**
 * For each array of a model's weights, in their order: of a kernel, the inputs × inputs Gram matrix of what it was multiplied with,
 * row-major; of what is to be averaged, undefined.
 */
export type Grams = readonly (Float32Array | undefined)[];

export interface RegMeanOptions {
  /** The factor of the Gram matrices' elements off the diagonal, 0 … 1; 0.9 in the paper. */
  readonly shrink: number;
}

/** What is added to the diagonal at least, as a share of its mean, so that an input that no model ever has does no harm. */
const ridge = 1e-8;

/**
 * RegMean (arXiv 2212.09849): each kernel is the one whose outputs are closest, in squares, to those of all models' kernels on their own inputs,
 *
 *     W = (Σ_e G_e)⁻¹·Σ_e G_e·W_e,   G_e = X_eᵀX_e, off its diagonal times `shrink`
 *
 * with the inputs X_e of the layer in model e: `inputGrams` of `@exmodel/distill/layers`. All other arrays are averaged. Costs
 * O(inputs³ + inputs²·outputs) for each kernel.
 *
 * @param grams those of each model
 * @throws RangeError when there is no model, shapes or numbers differ, or `shrink` is not in 0 … 1
 * @throws DivergedError when the weights of a model are not finite, or its Gram matrices
 */
export function regMean(
  models: readonly Weights[],
  grams: readonly Grams[],
  { shrink }: RegMeanOptions,
): Weights {
  requireShare('shrink', shrink);
  const mean = averageWeights(models);
  if (grams.length !== models.length || grams.some(({ length }) => length !== mean.length)) {
    throw new RangeError(
      `Gram matrices of ${grams.length} models were given for ${models.length}; each needs its own, an entry for each of its arrays. ` +
        'Give what inputGrams returns for each of the models, in their order.',
    );
  }
  refuseDiverged(models, grams);
  return mean.map((array, i) => {
    const inputGrams = grams.flatMap((each) => each[i] ?? []);
    if (inputGrams.length < models.length) return array;
    const kernels = models.map((model) => model[i]?.values as Float32Array);
    return { ...array, values: regressed(array, kernels, inputGrams, shrink) };
  });
}

function refuseDiverged(models: readonly Weights[], grams: readonly Grams[]): void {
  for (const [e, ofModel] of grams.entries()) {
    const at = ofModel.findIndex((gram) => gram !== undefined && !allFinite(gram));
    if (at === -1) continue;
    throw new DivergedError(
      'images',
      `the Gram matrix of ${models[e]?.[at]?.name} of model ${e + 1} of the ${models.length} to merge holds NaN or infinite values`,
    );
  }
}

/** The mean + (Σ G)⁻¹·Σ G·(W − mean): the same as above, but to the bit where all models agree. */
function regressed(
  { name, shape, values: mean }: Weights[number],
  kernels: readonly Float32Array[],
  grams: readonly Float32Array[],
  shrink: number,
): Float32Array {
  const outputs = shape.at(-1) as number;
  const inputs = mean.length / outputs;
  const wrong = grams.find(({ length }) => length !== inputs * inputs);
  if (wrong !== undefined) {
    throw new RangeError(
      `a Gram matrix of ${wrong.length} values was given for ${name}, which has ${inputs} inputs; it needs ${inputs}² values. ` +
        'Measure it on a model of this architecture.',
    );
  }
  const total = new Float64Array(inputs * inputs);
  // Column after column, so that each is solved for in place.
  const goals = new Float64Array(mean.length);
  for (const [e, gram] of grams.entries()) {
    const shrunk = Float64Array.from(gram);
    for (let at = 0; at < shrunk.length; at++)
      if (at % (inputs + 1) !== 0) shrunk[at] = shrink * (shrunk[at] as number);
    for (let at = 0; at < total.length; at++) total[at] = (total[at] as number) + (shrunk[at] as number);
    addProduct(goals, shrunk, apart(kernels[e] as Float32Array, mean, outputs), inputs);
  }
  const factor = ridgedFactor(total, inputs);
  for (let k = 0; k < outputs; k++) solveWith(factor, inputs, goals.subarray(k * inputs, (k + 1) * inputs));
  return mean.map(
    (middle, at) => middle + (goals[(at % outputs) * inputs + Math.floor(at / outputs)] as number),
  );
}

/** The Cholesky factor of a sum of Gram matrices with the least ridge that suffices: of few images, rounding makes some of their eigenvalues negative. */
function ridgedFactor(total: Float64Array, inputs: number): Float64Array {
  const diagonal = Array.from({ length: inputs }, (_, i) => i * inputs + i);
  const least = (ridge * diagonal.reduce((sum, at) => sum + (total[at] as number), 0)) / inputs;
  for (let added = Math.max(least, 1e-30); ; added *= 10) {
    const ridged = total.slice();
    for (const at of diagonal) ridged[at] = (ridged[at] as number) + added;
    const factor = cholesky(ridged, inputs);
    // But for rounding, no pivot is less than what was added.
    if (diagonal.every((at) => (factor[at] as number) ** 2 >= added / 2)) return factor;
  }
}

/** [outputs, inputs]: a kernel minus the mean, turned. */
function apart(kernel: Float32Array, mean: Float32Array, outputs: number): Float64Array {
  const inputs = mean.length / outputs;
  return Float64Array.from(mean, (_, at) => {
    const from = (at % inputs) * outputs + Math.floor(at / inputs);
    return (kernel[from] as number) - (mean[from] as number);
  });
}

/** Adds [size, size] times each of the rows to the same row of `sums`. */
function addProduct(sums: Float64Array, matrix: Float64Array, rows: Float64Array, size: number): void {
  for (let at = 0; at < sums.length; at++) {
    const [row, i] = [at - (at % size), at % size];
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (matrix[i * size + j] as number) * (rows[row + j] as number);
    sums[at] = (sums[at] as number) + sum;
  }
}
