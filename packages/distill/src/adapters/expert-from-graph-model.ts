import { type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { Expert } from '../expert';
import { requireCount } from '../option-ranges';
import { classColumns } from './class-columns';
import { type ExecutableGraph, graphHead } from './graph-head';
import { isBinary, twoClasses } from './two-classes';

export interface GraphExpertOptions {
  /** The classes that the model was trained on. */
  readonly classes: readonly number[];
  /** Its task in a multi-task stream. */
  readonly task?: number | undefined;
  /** Number of the student's outputs, for a model that has outputs only for its own `classes`, in their order. */
  readonly outputs?: number | undefined;
}

/**
 * A frozen graph that maps [batch, height, width, channels] to logits [batch, outputs] as an {@link Expert}, without
 * probes: a graph does not show its layers. Gradients in the images work. The model stays the caller's to dispose.
 *
 * Of a `GraphModel` whose only output is a softmax or sigmoid the expert gives what comes before it: its logits. A lone output
 * for two classes is the log-odds of the second one.
 *
 * @throws RangeError when `outputs` is no whole number ≥ 1; from `logits` when the graph gives anything but one matrix with
 * a row an image, or has neither `outputs` columns nor one for each class.
 */
export function expertFromGraphModel(model: ExecutableGraph, options: GraphExpertOptions): Expert {
  const { classes, task, outputs } = options;
  if (outputs !== undefined) requireCount('outputs', outputs);
  const head = graphHead(model);
  return {
    classes,
    ...(task !== undefined && { task }),
    logits: (images) =>
      tidy(() => {
        const given = onlyMatrix(model.execute(images, head.logits), images.shape[0]);
        const logits = isBinary(given.shape[1], classes) ? twoClasses(given) : given;
        const width = logits.shape[1];
        return classColumns(width, classes, outputs ?? width)(logits);
      }),
  };
}

function onlyMatrix(result: Tensor | Tensor[], batch: number): Tensor2D {
  const [logits, ...others] = [result].flat();
  if (logits?.rank === 2 && logits.shape[0] === batch && others.length === 0) return logits as Tensor2D;
  const shapes = [result].flat().map(({ shape }) => `[${shape.join(', ')}]`);
  throw new RangeError(
    `a graph model gave ${shapes.join(', ') || 'nothing'} for ${batch} images; it must give logits of shape ` +
      `[${batch}, outputs] alone. Convert it with its logits as the only output.`,
  );
}
