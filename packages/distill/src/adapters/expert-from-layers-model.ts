import {
  dispose,
  keep,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchNormStatistics, Expert } from '../expert';
import { requireCount } from '../option-ranges';
import type { Weights } from '../weights';
import { type BatchNormLayer, batchNormLayers, watchInputs } from './batch-norm-layers';
import { channelMoments } from './channel-moments';
import { classColumns } from './class-columns';
import { layersHead } from './layers-head';
import { layersNovelty } from './layers-novelty';
import { layersStatistics } from './layers-statistics';
import { modelWeights } from './model-weights';
import { placeHead } from './place-head';
import { requireClassifier, requireTaken } from './require-classifier';
import { isBinary, twoClasses } from './two-classes';

export interface LayersExpertOptions {
  /** The classes that the model was trained on. */
  readonly classes: readonly number[];
  /** Its task in a multi-task stream. */
  readonly task?: number | undefined;
  /**
   * Number of the student's outputs, for a model that has outputs only for its own `classes`, in their
   * order: its logits and the rows of its classifier are placed at `classes`, all others are 0. A model
   * that has all outputs is used as it is; without this option every model is.
   *
   * The targets of distillation use only the expert's classes. But a synthesis computes its softmax over all
   * outputs, where each zero acts as a weak rival of logit 0, and so do `logitEnsemble` and
   * `entropyEnsemble`; for a data impression set `impressionClasses: 'expert'`.
   */
  readonly outputs?: number | undefined;
  /** The weights that its training started from, in the model's order; needed where they are not the student's initial ones. */
  readonly initialWeights?: Weights | undefined;
}

/**
 * Any tfjs `LayersModel` that maps [batch, height, width, channels] to logits [batch, outputs] as an
 * {@link Expert}, with every probe that its layers allow. The model stays the caller's to dispose.
 *
 * A softmax or sigmoid at its end is cut off, so that the expert gives logits; the model itself is not changed. A lone output
 * for two classes is the log-odds of the second one.
 *
 * @throws RangeError when the model does not map one batch of images to one matrix, or `outputs` is given and it has neither
 * that many nor one for each class. The probes throw one too for images that the model does not take, and `classifierWeights` when it
 * does not end in a dense layer.
 */
export function expertFromLayersModel(
  model: LayersModel,
  options: LayersExpertOptions,
): Required<Omit<Expert, 'task' | 'runningStatistics' | 'initialWeights' | 'initialEstimated'>> & Expert {
  const { classes, task, outputs, initialWeights } = options;
  if (outputs !== undefined) requireCount('outputs', outputs);
  const width = requireClassifier(model);
  const toClasses = isBinary(width, classes) ? twoClasses : undefined;
  const placedWidth = toClasses === undefined ? width : 2;
  const place = classColumns(placedWidth, classes, outputs ?? placedWidth);
  const toOutputs = (values: Tensor2D) => place(toClasses?.(values) ?? values);
  const head = layersHead(model);
  const logitsOf = (images: Tensor4D) => {
    requireTaken(model, images.shape.slice(1));
    return toOutputs(head.atLogits(() => model.apply(images, { training: false })) as Tensor2D);
  };
  const batchNorms = batchNormLayers(model);
  const runningStatistics = layersStatistics(model);
  return {
    classes,
    ...(task !== undefined && { task }),
    ...(initialWeights && { initialWeights }),
    logits: (images) => tidy(() => logitsOf(images)),
    logitsAndStatistics(images) {
      // Kept, because the model tidies its layers up; the copies then belong to whoever tidies here.
      const seen: { layer: BatchNormLayer; mean: Tensor1D; variance: Tensor1D }[] = [];
      try {
        const logits = tidy(() =>
          watchInputs(
            batchNorms,
            (layer, input) => {
              const { mean, variance } = channelMoments(input);
              seen.push({ layer, mean: keep(mean), variance: keep(variance) });
            },
            () => logitsOf(images),
          ),
        );
        const statistics = seen.map(
          ({ layer, mean, variance }): BatchNormStatistics => ({
            mean: mean.clone(),
            variance: variance.clone(),
            runningMean: layer.movingMean.read().clone() as Tensor1D,
            runningVariance: layer.movingVariance.read().clone() as Tensor1D,
          }),
        );
        return { logits, statistics };
      } finally {
        for (const { mean, variance } of seen) dispose([mean, variance]);
      }
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
    ...(runningStatistics && { runningStatistics }),
    async weights() {
      const own = await modelWeights(model);
      const placement = { width, columns: classes.map((_, i) => i), classes, outputs: outputs ?? width };
      // One output for two classes has no column for each.
      const isWhole = placement.outputs === width || toClasses !== undefined;
      return isWhole ? own : (placeHead(own, placement) ?? own);
    },
    async novelty(initial, reference, options) {
      requireTaken(model, reference.shape.slice(1));
      return layersNovelty(model, initial, reference, options);
    },
  };
}
