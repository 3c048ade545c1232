import {
  argMax,
  div,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
  tensor4d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { modelWeights } from '../src/adapters/model-weights';
import { reestimateBatchNorm } from '../src/adapters/reestimate-batch-norm';
import { type ImageBatch, type ImageShape, imageSize } from '../src/images';
import { oneHotRows } from '../src/labels';
import { crossEntropySum } from '../src/losses/cross-entropy';
import { sgd } from '../src/optimizers/sgd';
import { Random } from '../src/random';
import type { Weights } from '../src/weights';

/** Shape of the toy problem's images. */
export const toyShape: ImageShape = [8, 8, 1];

export type LabelledImages = ImageBatch & { readonly labels: Int32Array };

/** The toy problem: noise with a bright band; class c has the c-th of four bands. Classes in turn. */
export function bands(classes: readonly number[], count: number, seed = 0): LabelledImages {
  const labels = Int32Array.from({ length: count }, (_, i) => classes[i % classes.length] as number);
  const noise = Random.seeded(seed, 'bands', ...classes).normals(count * imageSize(toyShape));
  const pixels = noise.map((value, i) => value / 2 + ((i >> 4) % 4 === labels[i >> 6] ? 2 : 0));
  return { shape: toyShape, count, pixels, labels };
}

export function imagesTensor(batch: ImageBatch): Tensor4D {
  return tensor4d(batch.pixels, [batch.count, ...batch.shape]);
}

/** A small network for the toy problem, always from the same initial weights. */
export function toyModel(outputs = 4): LayersModel {
  const kernelInitializer = () => initializers.glorotUniform({ seed: 1 });
  return sequential({
    layers: [
      layers.flatten({ inputShape: [...toyShape] }),
      layers.dense({ units: 16, kernelInitializer: kernelInitializer() }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.dense({ units: outputs, kernelInitializer: kernelInitializer() }),
    ],
  });
}

/** A {@link toyModel} trained on the real images: every step sees all of them. */
export function trainedToyModel(images: LabelledImages, outputs = 4, steps = 30): LayersModel {
  const model = toyModel(outputs);
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  const optimizer = sgd(variables, { learningRate: 0.1 });
  for (let step = 0; step < steps; step++) {
    tidy(() => {
      const goal = tensor2d(oneHotRows(images.labels, outputs), [images.count, outputs]);
      const x = imagesTensor(images);
      const { grads } = variableGrads(
        () => div(crossEntropySum(model.apply(x, { training: true }) as Tensor2D, goal), images.count),
        variables,
      );
      optimizer.step(variables.map((variable) => grads[variable.name] as Tensor2D));
    });
  }
  return model;
}

/** The weights of a {@link toyModel} as a public network would have them: its batch norm has seen images. */
export async function publicWeights(): Promise<Weights> {
  const model = toyModel();
  await reestimateBatchNorm(model, bands([0, 1, 2, 3], 60, 7), { batchSize: 60 });
  return modelWeights(model);
}

/** Share of the images whose label has the highest score. */
export function accuracy(scores: (images: Tensor4D) => Tensor2D, images: LabelledImages): number {
  const predicted = tidy(() => argMax(scores(imagesTensor(images)), 1).dataSync());
  return images.labels.filter((label, i) => predicted[i] === label).length / images.count;
}
