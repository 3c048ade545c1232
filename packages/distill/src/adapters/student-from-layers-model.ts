import {
  cast,
  dispose,
  expandDims,
  matMul,
  mul,
  reshape,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  type Variable,
  where,
} from '@tensorflow/tfjs-core';
import { type LayersModel, models } from '@tensorflow/tfjs-layers';
import { areClasses } from '../are-classes';
import { choiceMask } from '../choice-mask';
import { classRows } from '../class-rows';
import { maskedLogit } from '../masked-logit';
import { requireCount } from '../option-ranges';
import type { Student } from '../student';
import { layersHead } from './layers-head';
import { layersStatistics } from './layers-statistics';
import { modelWeights, setModelWeights } from './model-weights';
import { requireClassifier, requireTaken } from './require-classifier';

export interface LayersStudentOptions {
  /**
   * Heads of a multi-task student; the model then has heads × classes outputs, head after head, and
   * each image's task chooses its head. Without it the student is single-headed, and no expert may have a
   * task.
   */
  readonly heads?: number | undefined;
  /**
   * Masks: the classes of each task, head by head; the logits of all others become −1000 (the reference's
   * `masked_resnet`). See {@link Student.taskClasses}. A model that masks by itself needs it too, for the learner.
   */
  readonly taskClasses?: readonly (readonly number[])[] | undefined;
}

/**
 * A tfjs `LayersModel` that maps [batch, height, width, channels] to logits as a {@link Student}. The
 * model stays the caller's to dispose. Of one that ends in a softmax or sigmoid, the student's logits are what comes before it.
 *
 * @throws RangeError when the model does not map one batch of images to one matrix, `heads` is no whole number ≥ 1, the outputs do not
 * divide into the heads, or `taskClasses` are not the classes of each head; from `logits` for images that the model does not take.
 */
export function studentFromLayersModel(model: LayersModel, options: LayersStudentOptions = {}): Student {
  const { heads, taskClasses } = options;
  const width = requireClassifier(model);
  if (heads !== undefined) requireCount('heads', heads);
  if (width % (heads ?? 1) !== 0) {
    throw new RangeError(
      `a model of ${width} outputs was given with ${heads} heads; all heads have the same number of classes. ` +
        'Make the model with heads × classes outputs.',
    );
  }
  if (taskClasses !== undefined) requireTaskClasses(taskClasses, heads, width / (heads ?? 1));
  const own = { model, ...layersHead(model) };
  const logitsOf = (from: typeof own, images: Tensor4D, training: boolean, tasks: Tensor1D | undefined) =>
    tidy(() => {
      requireTaken(model, images.shape.slice(1));
      const logits = from.atLogits(() => from.model.apply(images, { training })) as Tensor2D;
      return heads === undefined ? logits : chooseHeads(logits, heads, tasks, taskClasses);
    });
  const runningStatistics = layersStatistics(model);
  return {
    outputs: width / (heads ?? 1),
    heads: heads ?? 0,
    ...(taskClasses && { taskClasses }),
    variables: model.trainableWeights.map((weight) => weight.read() as Variable),
    logits: (images, { training = false, tasks } = {}) => logitsOf(own, images, training, tasks),
    ...(runningStatistics && { runningStatistics }),
    weights: () => modelWeights(model),
    setWeights: (weights) => setModelWeights(model, weights),
    async frozen() {
      const copy = await models.modelFromJSON(
        model.toJSON(null, false) as Parameters<typeof models.modelFromJSON>[0],
      );
      setModelWeights(copy, await modelWeights(model));
      return {
        logits: (images, tasks) => logitsOf({ model: copy, ...layersHead(copy) }, images, false, tasks),
        // The model's own `dispose` forgets weights of models within models.
        dispose: () => dispose(copy.weights.map((weight) => weight.read() as Tensor)),
      };
    },
  };
}

/** [batch, heads·classes] → [batch, classes], each row from the head of its task, masked there. */
function chooseHeads(
  logits: Tensor2D,
  heads: number,
  tasks: Tensor1D | undefined,
  taskClasses: LayersStudentOptions['taskClasses'],
): Tensor2D {
  if (tasks === undefined) {
    throw new RangeError(
      `a student of ${heads} heads was given images without tasks; it needs each image's task to choose its head.`,
    );
  }
  const [batch, width] = logits.shape;
  const chosen = choiceMask(tasks, heads);
  const own = sum(mul(reshape(logits, [batch, heads, width / heads]), expandDims(chosen, 2)), 1) as Tensor2D;
  if (taskClasses === undefined) return own;
  const allowed = matMul(chosen, cast(classRows(taskClasses, width / heads), 'float32'));
  return where(cast(allowed, 'bool'), own, maskedLogit);
}

function requireTaskClasses(
  taskClasses: readonly (readonly number[])[],
  heads: number | undefined,
  outputs: number,
): void {
  if (heads === undefined || taskClasses.length !== heads) {
    throw new RangeError(
      `the classes of ${taskClasses.length} tasks were given to mask a student of ${heads ?? 'no'} heads; each head ` +
        'has the classes of one task. Give as many taskClasses as heads.',
    );
  }
  const wrong = taskClasses.find((classes) => !areClasses(classes, outputs));
  if (wrong === undefined) return;
  throw new RangeError(
    `a task of the classes [${wrong.join(', ')}] was given; each has at least one, all different, from 0 to ` +
      `${outputs - 1}, the outputs of its head. Correct taskClasses.`,
  );
}
