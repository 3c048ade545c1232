import {
  add,
  dispose,
  exp,
  logSoftmax,
  mul,
  type Scalar,
  slice,
  square,
  squeeze,
  type Tensor,
  type Tensor2D,
  tensor4d,
  tidy,
  type Variable,
  variableGrads,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { freedOnError } from '../freed-on-error';
import { type ImageBatch, selectImages } from '../images';
import { takeTurn } from '../take-turn';
import type { Weights } from '../weights';
import { layersHead } from './layers-head';
import { requireClassifier } from './require-classifier';
import { requireImagesFor } from './require-images-for';
import { twoClasses } from './two-classes';

/**
 * The diagonal of a classifier's Fisher information on unlabelled images, for `fisherAverage`: how much its predictive distribution
 * depends on each weight,
 *
 *     F = 1/N·Σ_x Σ_y p(y|x)·(∂ log p(y|x) / ∂θ)²
 *
 * with the labels' expectation under the model's own predictions (arXiv 2111.09832). Arrays of the model's shapes, in its own order; 0 for
 * what is not trained, such as running statistics.
 *
 * Costs a gradient for each image and each output, between which others have their turn. Leave the model alone until it is done. Rejects with
 * a RangeError when the model is no classifier of images, there are no images or not as many as their count says, or it does not take them, with a
 * DivergedError when they are not finite, with an AbortError when the signal is aborted.
 */
export async function diagonalFisher(
  model: LayersModel,
  images: ImageBatch,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Weights> {
  requireImagesFor(model, images);
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  const outputs = requireClassifier(model);
  const head = layersHead(model);
  /** log p(label | image). */
  const logLikelihood = (image: ImageBatch, label: number) => {
    const pixels = tensor4d(image.pixels, [1, ...image.shape]);
    const logits = head.atLogits(() => model.apply(pixels, { training: false })) as Tensor2D;
    const logs = logSoftmax(outputs === 1 ? twoClasses(logits) : logits);
    return squeeze(slice(logs, [0, label], [1, 1])) as Scalar;
  };
  const information = new Map<Variable, Float32Array>();
  let sums: Tensor[] = variables.map((variable) => zerosLike(variable));
  try {
    for (let i = 0; i < images.count; i++) {
      const image = selectImages(images, [i]);
      for (let label = 0; label < Math.max(outputs, 2); label++) {
        await takeTurn(signal);
        const before = sums;
        sums = tidy(() => {
          const { value, grads } = freedOnError(() =>
            variableGrads(() => logLikelihood(image, label), variables),
          );
          const probability = exp(value);
          return before.map((sum, k) => {
            const gradient = grads[(variables[k] as Variable).name];
            return gradient == null ? sum.clone() : add(sum, mul(probability, square(gradient)));
          });
        });
        dispose(before);
      }
    }
    for (const [k, variable] of variables.entries()) {
      const values = await (sums[k] as Tensor).data<'float32'>();
      information.set(
        variable,
        values.map((value) => value / images.count),
      );
    }
  } finally {
    dispose(sums);
  }
  return model.weights.map((weight) => {
    const shape = weight.shape as number[];
    const size = shape.reduce((product, side) => product * side, 1);
    const values = information.get(weight.read() as Variable) ?? new Float32Array(size);
    return { name: weight.originalName, shape, values };
  });
}
