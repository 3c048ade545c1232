import {
  dispose,
  eye,
  matMul,
  reshape,
  type Tensor,
  type Tensor2D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Grams } from '../averages/reg-mean';
import { type ImageBatch, imageSize } from '../images';
import { requireCount } from '../option-ranges';
import { takeTurn } from '../take-turn';
import { type KernelLayer, kernelLayers, through } from './kernel-layers';
import { measureInputs } from './measure-inputs';
import { requireImagesFor } from './require-images-for';

/** Kernels of more inputs take too long to be solved for. */
const largest = 2048;

export interface InputGramsOptions {
  /** At most so many images go through the model together, ≥ 1. */
  readonly batchSize: number;
  /** Ends it with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The Gram matrices of what a model's kernels are multiplied with while it sees these images, in inference mode, for `regMean`: XᵀX divided by
 * the number of images. A row of X is an input of a dense layer, or a patch of a convolution's input. Other arrays, and kernels of more than 2048
 * inputs, have none.
 *
 * Costs one pass over the images, and O(inputs²) for each row. Others have a turn between two batches, and between two matrices. Leave the
 * model alone until it is done.
 *
 * Rejects with a RangeError when there are no images or not as many as their count says, the model does not take them, or `batchSize` is no whole number ≥ 1,
 * and with a DivergedError when the images are not finite.
 */
export async function inputGrams(
  model: LayersModel,
  images: ImageBatch,
  { batchSize, signal }: InputGramsOptions,
): Promise<Grams> {
  requireCount('batchSize', batchSize);
  requireImagesFor(model, images);
  const measured = kernelLayers(model).filter(({ inputs }) => inputs <= largest);
  const kernels = new Map(measured.map((each) => [each.layer, each]));
  const grams = new Map(measured.map(({ place, inputs }) => [place, new Float32Array(inputs * inputs)]));
  const values = imageSize(images.shape);
  for (let from = 0; from < images.count; from += batchSize) {
    const count = Math.min(batchSize, images.count - from);
    const pixels = images.pixels.subarray(from * values, (from + count) * values);
    await takeTurn(signal);
    const seen = measureInputs(
      [...kernels.keys()],
      (input, layer) => ({ gram: gramOf(rows(input, kernels.get(layer) as KernelLayer)) }),
      () =>
        tidy(() => model.apply(tensor4d(pixels, [count, ...images.shape]), { training: false }) as Tensor),
    );
    const found = await Promise.all(seen.map(({ measures }) => measures.gram.data()));
    dispose(seen.map(({ measures }) => measures));
    for (const [i, { layer }] of seen.entries()) {
      await takeTurn(signal);
      const gram = found[i] as ArrayLike<number>;
      const total = grams.get((kernels.get(layer) as KernelLayer).place) as Float32Array;
      for (let at = 0; at < total.length; at++)
        total[at] = (total[at] as number) + (gram[at] as number) / images.count;
    }
  }
  return model.weights.map((_, place) => grams.get(place));
}

function gramOf(x: Tensor2D): Tensor2D {
  return matMul(x, x, true);
}

/** [rows, inputs]: what the kernel is multiplied with, in the order of its values. */
function rows(input: Tensor, layer: KernelLayer): Tensor2D {
  const { shape, inputs } = layer;
  if (shape.length === 2) return reshape(input, [-1, inputs]);
  // A convolution that gives each patch as it is.
  const each = reshape(eye(inputs), [...shape.slice(0, -1), inputs]);
  return reshape(through(input, each, layer), [-1, inputs]);
}
