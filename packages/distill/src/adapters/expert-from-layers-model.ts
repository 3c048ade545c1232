import { moments, type Tensor, type Tensor1D, type Tensor2D, tidy, transpose } from '@tensorflow/tfjs-core';
import { type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BatchNormStatistics, Expert } from '../expert';
import { requireCount } from '../option-ranges';
import { classColumns } from './class-columns';
import { modelWeights } from './model-weights';

export interface LayersExpertOptions {
  /** The classes that the model was trained on. */
  readonly classes: readonly number[];
  /** Its task in a multi-task stream. */
  readonly task?: number;
  /**
   * Number of the student's outputs, for a model that has outputs only for its own `classes`, in their
   * order: its logits and the rows of its classifier are placed at `classes`, all others are 0. A model
   * that has all outputs is taken as it is; without this option every model is.
   *
   * The targets of distillation use only the expert's classes. But a synthesis takes its softmax over all
   * outputs, where each zero acts as a weak rival of logit 0, and so do `logitEnsemble` and
   * `entropyEnsemble`; for a data impression set `impressionClasses: 'expert'`.
   */
  readonly outputs?: number;
}

type Layer = LayersModel['layers'][number];

/** A batch-norm layer of tfjs-layers or one that follows its form. */
type BatchNormLayer = Layer & {
  readonly movingMean: { read(): Tensor };
  readonly movingVariance: { read(): Tensor };
};

/**
 * Any tfjs `LayersModel` that maps [batch, height, width, channels] to logits [batch, outputs] as an
 * {@link Expert}, with every probe that its layers allow. The model stays the caller's to dispose.
 *
 * @throws RangeError when `outputs` is given and the model has neither that many nor one for each class.
 * The probes throw one too: `logitsAndStatistics` when a batch norm is inside a nested model,
 * `classifierWeights` when the model does not end in a dense layer.
 */
export function expertFromLayersModel(
  model: LayersModel,
  options: LayersExpertOptions,
): Required<Omit<Expert, 'task'>> & Expert {
  const { classes, task, outputs } = options;
  if (outputs !== undefined) requireCount('outputs', outputs);
  const width = model.outputs[0]?.shape.at(-1) ?? 0;
  const toOutputs = classColumns(width, classes, outputs ?? width);
  const batchNorms = model.layers.filter(isBatchNorm);
  let probe: LayersModel | undefined;
  return {
    classes,
    ...(task !== undefined && { task }),
    logits: (images) => tidy(() => toOutputs(model.apply(images, { training: false }) as Tensor2D)),
    logitsAndStatistics(images) {
      refuseNestedBatchNorm(model);
      const { logits, seen } = tidy(() => {
        probe ??= makeModel({
          inputs: model.inputs,
          outputs: [...batchNorms.map((layer) => layer.input as SymbolicTensor), ...model.outputs],
        });
        const values = [probe.apply(images, { training: false })].flat() as Tensor[];
        return { logits: toOutputs(values.pop() as Tensor2D), seen: values.map(batchMoments) };
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
      if (last.shape[1] !== width) {
        throw new RangeError(
          `the last matrix of the model ${model.name} is [${last.shape.join(', ')}], and the model has ${width} outputs; ` +
            "the classifier's weights are needed, a column for each output. Choose another sample source.",
        );
      }
      return tidy(() => transpose(toOutputs(last as Tensor2D)));
    },
    weights: () => modelWeights(model),
  };
}

function isBatchNorm(layer: Layer): layer is BatchNormLayer {
  return layer.getClassName().includes('BatchNormalization');
}

/** The inputs of an inner model's layers belong to its own graph: the outer model cannot be asked for them. */
function refuseNestedBatchNorm(model: LayersModel): void {
  const inner = (layer: Layer) => (layer as Layer & { readonly layers?: readonly Layer[] }).layers ?? [];
  const holds = (layer: Layer): boolean => inner(layer).some((part) => isBatchNorm(part) || holds(part));
  const nested = model.layers.find(holds);
  if (nested !== undefined) {
    throw new RangeError(
      `the model ${model.name} was asked for batch-norm statistics and has batch-norm layers inside its inner model ` +
        `${nested.name}; only those of the outermost model can be seen. Build the model without nesting, or set ` +
        'the weight of the batch-norm penalty (buffer_bns) to 0.',
    );
  }
}

/** Mean and biased variance over all axes but the last, the channels. */
function batchMoments(input: Tensor) {
  return moments(
    input,
    Array.from({ length: input.rank - 1 }, (_, axis) => axis),
  );
}
