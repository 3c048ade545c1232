import {
  expandDims,
  mul,
  reshape,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { type LayersModel, models } from '@tensorflow/tfjs-layers';
import { choiceMask } from '../choice-mask';
import { requireCount } from '../option-ranges';
import type { Student } from '../student';
import { modelWeights, setModelWeights } from './model-weights';

export interface LayersStudentOptions {
  /**
   * Heads of a multi-task student; the model then has heads × classes outputs, head after head, and
   * each image's task chooses its head. Without it the student is single-headed, and no expert may have a
   * task.
   */
  readonly heads?: number;
}

/**
 * A tfjs `LayersModel` that maps [batch, height, width, channels] to logits as a {@link Student}. The
 * model stays the caller's to dispose.
 *
 * @throws RangeError when `heads` is no whole number ≥ 1, or the outputs do not divide into the heads.
 */
export function studentFromLayersModel(model: LayersModel, options: LayersStudentOptions = {}): Student {
  const { heads } = options;
  const width = model.outputs[0]?.shape.at(-1) ?? 0;
  if (heads !== undefined) requireCount('heads', heads);
  if (width % (heads ?? 1) !== 0) {
    throw new RangeError(
      `a model of ${width} outputs was given with ${heads} heads; all heads have the same number of classes. ` +
        'Make the model with heads × classes outputs.',
    );
  }
  const logitsOf = (from: LayersModel, images: Tensor4D, training: boolean, tasks: Tensor1D | undefined) =>
    tidy(() => {
      const logits = from.apply(images, { training }) as Tensor2D;
      return heads === undefined ? logits : chooseHeads(logits, heads, tasks);
    });
  return {
    outputs: width / (heads ?? 1),
    heads: heads ?? 0,
    variables: model.trainableWeights.map((weight) => weight.read() as Variable),
    logits: (images, { training = false, tasks } = {}) => logitsOf(model, images, training, tasks),
    weights: () => modelWeights(model),
    setWeights: (weights) => setModelWeights(model, weights),
    async frozen() {
      const copy = await models.modelFromJSON(
        model.toJSON(null, false) as Parameters<typeof models.modelFromJSON>[0],
      );
      setModelWeights(copy, await modelWeights(model));
      return {
        logits: (images, tasks) => logitsOf(copy, images, false, tasks),
        dispose: () => void copy.dispose(),
      };
    },
  };
}

/** [batch, heads·classes] → [batch, classes], each row from the head of its task. */
function chooseHeads(logits: Tensor2D, heads: number, tasks: Tensor1D | undefined): Tensor2D {
  if (tasks === undefined) {
    throw new RangeError(
      `a student of ${heads} heads was given images without tasks; it needs each image's task to choose its head.`,
    );
  }
  const [batch, width] = logits.shape;
  const chosen = expandDims(choiceMask(tasks, heads), 2);
  return sum(mul(reshape(logits, [batch, heads, width / heads]), chosen), 1) as Tensor2D;
}
