import { matMul, sub, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { WeightArray, Weights } from '../weights';
import { averageWeights } from './average-weights';
import { inverseOf } from './inverse';

/** Rounds of the estimate; the last ones hardly move it. */
const rounds = 20;
/** Matrices of more rows take too long to invert in every round. */
const largest = 256;

/**
 * The weights that several models' training started from, as far as they can be told from the models alone: for each kernel the centre
 * from which they have the smallest volume together,
 *
 *     C = argmin Σ_e log det((W_e − C)ᵀ(W_e − C) + ε·I)
 *
 * Training changes a kernel in a few directions of its inputs, other ones in each model. So in most directions all models are where they
 * started, shrunk by weight decay: each is believed where it moved least. Arrays that are no kernels, and kernels whose outputs are not
 * fewer than their inputs or more than 256, are the models' mean, as everything is of two models.
 *
 * @param models of one architecture, which started from the same weights; two or more
 * @throws RangeError when there are fewer than two, or their shapes differ
 * @throws DivergedError when the weights of a model are not finite
 */
export async function jointOrigin(models: readonly Weights[]): Promise<Weights> {
  if (models.length < 2)
    throw new RangeError(`${models.length} models were given; an origin is estimated from two or more.`);
  const origin: WeightArray[] = [];
  for (const [i, mean] of averageWeights(models).entries()) {
    const outputs = mean.shape.at(-1) ?? 1;
    const inputs = mean.values.length / outputs;
    const isKernel = mean.shape.length > 1 && outputs < inputs && outputs <= largest && models.length > 2;
    const kernels = models.map((model) => (model[i] as WeightArray).values);
    const values = isKernel ? await centre(kernels, mean.values, [inputs, outputs]) : mean.values;
    origin.push({ ...mean, values });
  }
  return origin;
}

/** The centre of smallest joint volume, by reweighting: each kernel counts by the inverse of its Gram matrix around the last centre. */
async function centre(
  kernels: readonly Float32Array[],
  mean: Float32Array,
  shape: [inputs: number, outputs: number],
): Promise<Float32Array> {
  const [inputs, outputs] = shape;
  let around = mean;
  for (let round = 0; round < rounds; round++) {
    const total = new Float64Array(outputs * outputs);
    const weighted = new Float64Array(inputs * outputs);
    for (const kernel of kernels) {
      const belief = inverseOf(
        await ridged(kernel, around, shape, Math.max(1e-4, 0.1 * 0.7 ** round)),
        outputs,
      );
      addTo(total, belief);
      addTo(weighted, await product(kernel, belief, shape));
    }
    around = await product(weighted, inverseOf(total, outputs), shape);
  }
  return around;
}

/** (W − C)ᵀ(W − C) + ε·I, ε being `share` of its mean eigenvalue. */
async function ridged(
  kernel: Float32Array,
  around: Float32Array,
  shape: [inputs: number, outputs: number],
  share: number,
): Promise<Float64Array> {
  const product = tidy(() => {
    const moved = sub(tensor2d(kernel, shape), tensor2d(around, shape)) as Tensor2D;
    return matMul(moved, moved, true);
  });
  const gram = Float64Array.from(await product.data());
  product.dispose();
  const [, size] = shape;
  const diagonal = Array.from({ length: size }, (_, i) => i * size + i);
  const trace = diagonal.reduce((sum, at) => sum + (gram[at] as number), 0);
  for (const at of diagonal) gram[at] = (gram[at] as number) + Math.max((share * trace) / size, 1e-30);
  return gram;
}

/** [inputs, outputs]·[outputs, outputs]. */
async function product(
  rows: Float32Array | Float64Array,
  square: Float64Array,
  shape: [inputs: number, outputs: number],
): Promise<Float32Array> {
  const [, size] = shape;
  const result = tidy(() =>
    matMul(tensor2d(Float32Array.from(rows), shape), tensor2d(Float32Array.from(square), [size, size])),
  );
  const values = (await result.data<'float32'>()).slice();
  result.dispose();
  return values;
}

function addTo(total: Float64Array, values: Float32Array | Float64Array): void {
  for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (values[i] as number);
}
