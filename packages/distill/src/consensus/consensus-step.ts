import { tensor1d, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type ImageBatch, selectImages } from '../images';
import { gradientStep } from '../optimizers/gradient-step';
import type { Optimizer } from '../optimizers/optimizer';
import type { Student } from '../student';
import { consensusLoss } from './consensus-loss';
import type { StudentGoals } from './student-goals';

/** One optimizer step on the chosen images; returns its loss before the step. */
export async function consensusStep(
  student: Student,
  images: ImageBatch,
  goals: StudentGoals,
  chosen: Int32Array,
  optimizer: Optimizer,
): Promise<number> {
  const { outputs } = student;
  const batch = selectImages(images, chosen);
  const logits = new Float32Array(chosen.length * outputs);
  chosen.forEach((image, row) => {
    logits.set(goals.logits.subarray(image * outputs, (image + 1) * outputs), row * outputs);
  });
  const value = tidy(() => {
    const x = tensor4d(batch.pixels, [batch.count, ...batch.shape]);
    const targets = tensor2d(logits, [batch.count, outputs]);
    const weights = tensor1d(Float32Array.from(chosen, (image) => goals.weights[image] as number));
    return gradientStep(
      student.variables,
      optimizer,
      () => consensusLoss(student.logits(x, { training: true }), targets, weights),
      [x, targets, weights],
    );
  });
  const [loss] = await value.data();
  value.dispose();
  return loss as number;
}
