import { add, mul, type Scalar, tensor1d, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type ImageBatch, selectImages } from '../images';
import { gradientStep } from '../optimizers/gradient-step';
import type { Optimizer } from '../optimizers/optimizer';
import type { Student } from '../student';
import { consensusLoss } from './consensus-loss';
import { type FeatureHead, featureRows } from './feature-head';
import type { StudentGoals } from './student-goals';

/** What the student is taught beside the experts' evidence: their features, from its own. */
export interface FeatureGoals {
  readonly head: FeatureHead;
  /** Of each expert, images × values. */
  readonly sketches: readonly Float32Array[];
  /** How much their loss counts. */
  readonly weight: number;
}

interface StepOptions {
  readonly student: Student;
  readonly optimizer: Optimizer;
  /** Whether the student is in training mode. */
  readonly training: boolean;
  readonly features: FeatureGoals | undefined;
}

/** One optimizer step on the chosen images; returns its loss before the step. */
export async function consensusStep(
  { student, optimizer, training, features }: StepOptions,
  images: ImageBatch,
  goals: StudentGoals,
  chosen: Int32Array,
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
    if (features === undefined || student.logitsAndFeatures === undefined) {
      const loss = () => consensusLoss(student.logits(x, { training }), targets, weights);
      return gradientStep(student.variables, optimizer, loss, [x, targets, weights]);
    }
    const { head, sketches: all, weight } = features;
    const rows = featureRows(all, chosen);
    const sketches = tensor2d(rows.sketches, [batch.count, rows.sketches.length / batch.count]);
    const known = tensor2d(rows.known, [batch.count, all.length]);
    const loss = () => {
      const own = (student as Required<Student>).logitsAndFeatures(x, { training });
      const ofFeatures = mul(head.loss(own.features, sketches, known), weight);
      return add(consensusLoss(own.logits, targets, weights), ofFeatures) as Scalar;
    };
    const inputs = [x, targets, weights, sketches, known];
    return gradientStep([...student.variables, ...head.variables], optimizer, loss, inputs);
  });
  const [loss] = await value.data();
  value.dispose();
  return loss as number;
}
