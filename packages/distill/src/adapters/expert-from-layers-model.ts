import { moments, type Tensor, type Tensor1D, type Tensor2D, tidy, transpose } from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  type layers,
  model as makeModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import type { BatchNormStatistics, Expert } from '../expert';
import { modelWeights } from './model-weights';

export interface LayersExpertOptions {
  /** The classes that the model was trained on. */
  readonly classes: readonly number[];
  /** Its task in a multi-task stream. */
  readonly task?: number;
}

type Layer = ReturnType<typeof layers.dense>;

/** A batch-norm layer of tfjs-layers or one that follows its form. */
type BatchNormLayer = Layer & {
  readonly movingMean: { read(): Tensor };
  readonly movingVariance: { read(): Tensor };
};

/**
 * Any tfjs `LayersModel` that maps [batch, height, width, channels] to logits [batch, outputs] as an
 * {@link Expert}, with every probe that its layers allow. The model stays the caller's to dispose.
 */
export function expertFromLayersModel(
  model: LayersModel,
  options: LayersExpertOptions,
): Required<Omit<Expert, 'task'>> & Expert {
  const batchNorms = model.layers.filter((layer): layer is BatchNormLayer =>
    layer.getClassName().includes('BatchNormalization'),
  );
  let probe: LayersModel | undefined;
  return {
    ...options,
    logits: (images) => tidy(() => model.apply(images, { training: false }) as Tensor2D),
    logitsAndStatistics(images) {
      const { logits, seen } = tidy(() => {
        probe ??= makeModel({
          inputs: model.inputs,
          outputs: [...batchNorms.map((layer) => layer.input as SymbolicTensor), ...model.outputs],
        });
        const values = [probe.apply(images, { training: false })].flat() as Tensor[];
        return { logits: values.pop() as Tensor2D, seen: values.map(batchMoments) };
      });
      const statistics = seen.map(({ mean, variance }, i): BatchNormStatistics => {
        const { movingMean, movingVariance } = batchNorms[i] as BatchNormLayer;
        return {
          mean: mean as Tensor1D,
          variance: variance as Tensor1D,
          runningMean: movingMean.read().clone() as Tensor1D,
          runningVariance: movingVariance.read().clone() as Tensor1D,
        };
      });
      return { logits, statistics };
    },
    classifierWeights() {
      const matrices = model.layers.flatMap((layer) =>
        layer.getWeights().filter((weights) => weights.rank === 2),
      );
      const last = matrices.at(-1);
      if (last === undefined) {
        throw new RangeError(
          `the model ${model.name} has no dense layer; the classifier's weights are needed. Choose another sample source.`,
        );
      }
      return tidy(() => transpose(last) as Tensor2D);
    },
    weights: () => modelWeights(model),
  };
}

/** Mean and biased variance over all axes but the last, the channels. */
function batchMoments(input: Tensor) {
  return moments(
    input,
    Array.from({ length: input.rank - 1 }, (_, axis) => axis),
  );
}
