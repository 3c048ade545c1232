import {
  add,
  div,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { classRows } from '../class-rows';
import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import { crossEntropySum } from '../losses/cross-entropy';
import { meanSquaredError } from '../losses/mean-squared-error';
import { maskedLogit } from '../masked-logit';
import { gradientStep } from '../optimizers/gradient-step';
import type { Optimizer } from '../optimizers/optimizer';
import { refuseOtherWidth } from '../refuse-other-width';
import { repeated } from '../repeated';
import type { Student } from '../student';
import { distillationTargets } from '../targets/distillation-targets';
import { multiTaskTargets } from '../targets/multi-task-targets';
import type { Teachers } from '../targets/targets';
import type { ExModelMemory } from './ex-model-memory';
import type { ExModelOptions } from './ex-model-options';
import { labelRows } from './label-rows';
import { refuseOtherShape } from './refuse-other-shape';

const singleHeadTargets = distillationTargets();

/** One optimizer step on one minibatch, towards the targets; returns its loss before the step. */
export async function distillationStep(
  expert: Expert,
  batch: ImageBatch,
  optimizer: Optimizer,
  memory: ExModelMemory,
  options: ExModelOptions,
): Promise<number> {
  const { student, loss = meanSquaredError, crossEntropy = false } = options;
  const { targets: targetsOf = expert.task === undefined ? singleHeadTargets : multiTaskTargets } = options;
  const value = tidy(() => {
    const images = tensor4d(batch.pixels, [batch.count, ...batch.shape]);
    const tasks = batch.tasks === undefined ? undefined : tensor1d(batch.tasks, 'int32');
    const allowed = allowedClasses(batch, student);
    const unmasked = targetsOf(teachersOf(expert, memory, images, tasks, student.outputs));
    refuseOtherShape(unmasked, batch.count, student.outputs);
    const targets = allowed === undefined ? unmasked : where(allowed, unmasked, maskedLogit);
    const labels = crossEntropy ? labelRows(batch, targets, allowed) : undefined;
    const classes = classesOfTargets(expert, memory, student.outputs);
    const lossOf = () => {
      const logits = student.logits(images, { training: true, ...(tasks && { tasks }) });
      const distance = loss(logits, targets, classes);
      if (labels === undefined) return distance;
      return add(distance, div(crossEntropySum(logits, labels), batch.count)) as Scalar;
    };
    const inputs = [images, targets, ...(labels ? [labels] : []), ...(tasks ? [tasks] : [])];
    return gradientStep(student.variables, optimizer, lossOf, inputs);
  });
  const [number] = await value.data();
  value.dispose();
  return number as number;
}

/** Both teachers' logits for these images. */
function teachersOf(
  expert: Expert,
  { previous, classes }: ExModelMemory,
  images: Tensor4D,
  tasks: Tensor1D | undefined,
  outputs: number,
): Teachers {
  const [expertLogits] = repeated(expert, [images], () => [expert.logits(images)]) as [Tensor2D];
  refuseOtherWidth(expert, expertLogits, images.shape[0], outputs);
  const inputs = [images, ...(tasks ? [tasks] : [])];
  const [previousLogits] = previous ? repeated(previous, inputs, () => [previous.logits(images, tasks)]) : [];
  return {
    ...{ expertLogits, expertClasses: expert.classes, previousClasses: [...classes] },
    ...(previousLogits && { previousLogits }),
    ...(expert.task !== undefined && { expertTask: expert.task, ...(tasks && { tasks }) }),
  };
}

/** Without repetition: in a multi-task stream all outputs of a head, since each head learns all of its expert's logits. */
function classesOfTargets({ classes, task }: Expert, memory: ExModelMemory, outputs: number): number[] {
  if (task !== undefined) return Array.from({ length: outputs }, (_, output) => output);
  return [...new Set([...memory.classes, ...classes])];
}

/** [batch, outputs]: true for the classes of each image's task; undefined when the student does not mask. */
function allowedClasses({ tasks }: ImageBatch, { taskClasses, outputs }: Student): Tensor2D | undefined {
  if (taskClasses === undefined || tasks === undefined) return undefined;
  return classRows(
    Array.from(tasks, (task) => taskClasses[task] ?? []),
    outputs,
  );
}
