import { type Expert, type ImageShape, Random } from '@exmodel/distill';
import { type ExpertProbes, probesOf, withJointOrigin } from '@exmodel/distill/experts';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type LayeredExpert, type Lesson, prepareLesson } from './lesson';
import type { MergePlan } from './merge-plan';
import { modelForImages } from './model-for-images';
import { refuseOneSize } from './taught-size';

export interface PrepareOptions {
  readonly plan: MergePlan;
  /** In the student's numbering of classes. */
  readonly experts: readonly Expert[];
  /** The same experts, if features of a trunk that they share may take the place of images. */
  readonly layered?: readonly LayeredExpert[] | undefined;
  /** Whether all are queried on the same images: then it counts what their training started from, and it is estimated. */
  readonly isConsensus: boolean;
  /** What messages call the experts. */
  readonly names: readonly string[];
  readonly seed: number;
}

/** A new student, and what is known of its experts: all that a merge computes before it chooses what the student learns from. */
export interface PreparedMerge {
  /** The student's whole model, with its initial weights. */
  readonly model: LayersModel;
  readonly lesson: Lesson;
  /** Of the images that the experts are queried on: smaller than theirs if the plan says so and there is no trunk. */
  readonly shape: ImageShape;
  /** Those of the lesson, with what is known or estimated of their origin. */
  readonly experts: readonly Expert[];
  /** What each of them tells beside its logits. */
  readonly probes: readonly ExpertProbes[];
  /** The experts of images: where there is no trunk, the same. */
  readonly whole: readonly Expert[];
  /** Of the student and the lesson; the experts stay the caller's. */
  dispose(): void;
}

export async function prepareMerge({
  plan,
  experts: whole,
  layered,
  isConsensus,
  names,
  seed,
}: PrepareOptions): Promise<PreparedMerge> {
  const model = await newStudent(plan, seed);
  let lesson: Lesson | undefined;
  const dispose = () => {
    lesson?.dispose();
    model.dispose();
  };
  try {
    lesson = await prepareLesson(model, whole, layered, plan);
    const shape = lesson.trunk === undefined ? lesson.shape : plan.shape;
    if (shape !== plan.shape) {
      const named = whole.map((expert, i) => [names[i] ?? `expert ${i + 1}`, expert] as const);
      refuseOneSize([...named, ['the student', lesson.student]], shape);
    }
    const experts = isConsensus ? await withJointOrigin(lesson.experts, undefined) : lesson.experts;
    const probes = await probesOf(experts, lesson.shape);
    return {
      ...{ model, lesson, shape, experts, probes, dispose },
      whole: lesson.trunk === undefined ? experts : whole,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * The student's model, with its initial weights. The caller disposes it.
 *
 * @throws MergeError Its architecture takes other images.
 */
async function newStudent(
  { architecture, graph, hiddenSize, shape, classes }: MergePlan,
  seed: number,
): Promise<LayersModel> {
  const generator = Random.seeded(seed, 'student');
  const random = () => generator.uniform();
  if (graph !== undefined) return graph.newStudent(shape, classes.length, random);
  const options = {
    ...{ inputShape: shape, classes: classes.length, random },
    ...(hiddenSize !== undefined && { hiddenSize }),
  };
  return modelForImages(architecture, options, 'the student', 'Choose another --architecture.');
}
