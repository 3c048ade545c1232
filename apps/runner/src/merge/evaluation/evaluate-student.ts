import type { Expert } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Classifier, studentClassifier } from '../../teaching/classifier';
import type { TeachingProgress } from '../../teaching/teaching-event';
import { haveMean, meanOfWeights, meanWeights } from './baselines';
import { countPredictions, type Evaluation, type Tested } from './evaluation-counts';
import type { LabelledImages } from './labelled-images';
import { predictions, testWork } from './predictions';

export interface EvaluateOptions {
  readonly tested: Tested;
  /** The student's classifier, and its model where its layers are known. */
  readonly student: Classifier;
  readonly model: LayersModel | undefined;
  /** Those of `tested`, in the student's numbering of classes. */
  readonly experts: readonly Expert[];
  readonly images: LabelledImages;
  /** Images that go through a model together. */
  readonly batchSize: number;
}

/** Expected work of {@link evaluateStudent}. */
export async function evaluationWork({
  model,
  images,
  experts,
}: Pick<EvaluateOptions, 'model' | 'images' | 'experts'>): Promise<number> {
  const hasMean = model !== undefined && (await haveMean(model, experts));
  return testWork(images.count, experts.length) + (hasMean ? testWork(images.count, 0) : 0);
}

/** How a student does on labelled images, beside what the experts do without it. Damaged images are left out, and named. */
export async function* evaluateStudent({
  tested,
  student,
  model,
  experts,
  images,
  batchSize,
}: EvaluateOptions): AsyncGenerator<
  TeachingProgress,
  { readonly evaluation: Evaluation; readonly damaged: readonly string[] }
> {
  const predicted = yield* predictions(student, experts, images, batchSize);
  const weights = model && (await meanWeights(model, experts));
  if (model === undefined || weights === undefined)
    return { evaluation: countPredictions(predicted, tested), damaged: predicted.damaged };
  const mean = await meanOfWeights(model, weights);
  try {
    const { models } = yield* predictions(mean, [], images, batchSize);
    const all = [...predicted.models, ...models.map(({ chosen }) => ({ name: mean.name, chosen }))];
    return {
      evaluation: countPredictions({ ...predicted, models: all }, tested),
      damaged: predicted.damaged,
    };
  } finally {
    mean.dispose();
  }
}

/** A student in memory as {@link evaluateStudent} takes it. */
export function studentOf(model: LayersModel): Pick<EvaluateOptions, 'student' | 'model'> {
  return { student: studentClassifier(studentFromLayersModel(model)), model };
}
