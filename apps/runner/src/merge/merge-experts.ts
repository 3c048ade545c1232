import { type Expert, type ImageBatch, Random } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel, type StateDict, stateDict } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Memory } from '../config/memory';
import { type Agreement, agreement } from './agreement';
import { heldOutImages, heldOutWork } from './held-out-images';
import { fewerImages, type ImagesAtOnce, imagesAtOnce, stepImages } from './images-at-once';
import type { MergePlan } from './merge-plan';
import { type MergeProgress, type MergeSource, withExpert } from './merge-source';
import { measureStep } from './time-estimate';

export interface MergeOptions {
  readonly plan: MergePlan;
  /** In the student's numbering of classes. */
  readonly experts: readonly Expert[];
  readonly source: MergeSource;
  /** Images to learn from, and others to compare on. */
  readonly images: { readonly learned: ImageBatch; readonly heldOut: ImageBatch } | undefined;
  /** Steps of the student; undefined for the source's default. */
  readonly iterations: number | undefined;
  readonly seed: number;
  readonly memory: Memory;
}

export type MergeEvent =
  /** Before anything is done. */
  /** `fewer`: where fewer images fit the memory than the merge would take at once. */
  | {
      readonly type: 'estimate';
      readonly milliseconds: number;
      readonly work: number;
      readonly fewer: readonly string[];
    }
  | MergeProgress
  /** The student is ready; what follows compares it with the experts. */
  | { readonly type: 'taught'; readonly tensors: StateDict };

/** The student, and how well it agrees with the experts. */
export interface MergedStudent {
  readonly tensors: StateDict;
  /** Agreement with each expert, on images synthesised from it. */
  readonly synthetic: readonly Agreement[];
  /** Agreement with each expert, on the user's images that were held out. */
  readonly given: readonly Agreement[] | undefined;
}

/**
 * Teaches a new student what the experts know, then compares it with each of them.
 *
 * @throws DivergedError Numbers of the student, of an expert or of images became NaN or infinite.
 */
export async function* mergeExperts(options: MergeOptions): AsyncGenerator<MergeEvent, MergedStudent> {
  const { plan, experts, source, images, iterations, seed } = options;
  const { shape, classes, normalization } = plan;
  const comparison = experts.reduce((total, expert) => total + heldOutWork(expert), 0);
  const learned = images?.learned;
  const { atOnce, stepTime } = await measured(options);
  const context = { experts, shape, normalization, images: learned, iterations, seed, atOnce };
  const work = source.work(context) + comparison;
  yield { type: 'estimate', milliseconds: work * stepTime, work, fewer: fewerImages(atOnce) };

  const model = await newModel(options);
  try {
    const student = studentFromLayersModel(model);
    yield* source.teach({ ...context, student, model });
    const tensors = await stateDict(model);
    yield { type: 'taught', tensors };
    const synthetic: Agreement[] = [];
    const given: Agreement[] = [];
    for (const [index, expert] of experts.entries()) {
      const making = heldOutImages(expert, index, { shape, outputs: classes.length, seed, atOnce });
      const compared = { batchSize: atOnce.inference };
      synthetic.push(await agreement(student, expert, yield* withExpert(index, making), compared));
      if (images !== undefined) {
        given.push(await agreement(student, expert, images.heldOut, { ...compared, unlabelled: true }));
      }
    }
    return { tensors, synthetic, given: images && given };
  } finally {
    model.dispose();
  }
}

/** How many images fit the memory, and the milliseconds of a training step per image, on a student that is thrown away. */
async function measured(options: MergeOptions): Promise<{ atOnce: ImagesAtOnce; stepTime: number }> {
  const { experts, plan, memory } = options;
  const model = await newModel(options);
  try {
    const student = studentFromLayersModel(model);
    const atOnce = await imagesAtOnce(student, experts, plan.shape, memory);
    return { atOnce, stepTime: await measureStep(student, plan.shape, stepImages(atOnce)) };
  } finally {
    model.dispose();
  }
}

async function newModel({ plan, seed }: MergeOptions): Promise<LayersModel> {
  const { architecture, graph, hiddenSize, shape, classes } = plan;
  const generator = Random.seeded(seed, 'student');
  const random = () => generator.uniform();
  if (graph !== undefined) return graph.newStudent(shape, classes.length, random);
  return createModel(architecture, {
    inputShape: shape,
    classes: classes.length,
    random,
    ...(hiddenSize !== undefined && { hiddenSize }),
  });
}
