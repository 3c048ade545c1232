import {
  add,
  argMax,
  div,
  oneHot,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { DistillEvent } from './distill-event';
import type { Expert } from './expert';
import type { ImageBatch } from './images';
import { oneHotRows } from './labels';
import { crossEntropySum } from './losses/cross-entropy';
import type { DistillationLoss } from './losses/distillation-loss';
import { meanSquaredError } from './losses/mean-squared-error';
import { MissingProbeError } from './missing-probe-error';
import type { Optimizer } from './optimizers/optimizer';
import { sgd } from './optimizers/sgd';
import { Random } from './random';
import type { SampleSource } from './sources/sample-source';
import type { FrozenStudent, Student } from './student';
import { distillationTargets, multiTaskTargets } from './targets';
import type { Weights } from './weights';

/** How to learn; YAML name of the reference in brackets. */
export interface LearnerOptions {
  readonly student: Student;
  /** Where training images come from. */
  readonly source: SampleSource;
  /** Optimizer steps per expert [`num_iter_per_exp`]. */
  readonly iterations: number;
  /** Images per step [`train_mb_size`]. */
  readonly batchSize: number;
  /** Of the default optimizer, plain SGD [`lr`]. */
  readonly learningRate: number;
  /** Another optimizer than plain SGD. */
  readonly optimizer?: (variables: readonly Variable[]) => Optimizer;
  /** Distance to the targets [`loss_type`]; default mean squared error. */
  readonly loss?: DistillationLoss;
  /** Adds the cross-entropy with the images' labels, or with argmax of the targets where there are none [`ce_loss`]. */
  readonly crossEntropy?: boolean;
  /** Centres each teacher's logits [`bias_normalization`]. */
  readonly biasNormalization?: boolean;
  /** From the second expert on, starts again from the initial weights [`reset_model`]. */
  readonly resetModel?: boolean;
  /** Takes over the first expert's weights instead of learning from it [`init_from_expert`]. */
  readonly initFromExpert?: boolean;
  /** The seed of every draw. */
  readonly seed: number;
}

/**
 * Learns one student from a stream of experts, without their data: the ex-model distillation of
 * arXiv 2112.06511. Give it one expert after the other; between two events it does nothing, so the
 * student may be evaluated or saved then, and nothing of the training changes by it.
 */
export class ExModelLearner {
  readonly #options: LearnerOptions;
  readonly #optimizer: Optimizer;
  readonly #seen = new Set<number>();
  readonly #tasks: number[] = [];
  #initial: Weights | undefined;
  #previous: FrozenStudent | undefined;
  #experiences = 0;

  constructor(options: LearnerOptions) {
    this.#options = options;
    const { student, learningRate } = options;
    this.#optimizer = options.optimizer?.(student.variables) ?? sgd(student.variables, { learningRate });
  }

  /** One experience: the student learns from `expert` and keeps what it learned before. */
  async *learn(expert: Expert): AsyncGenerator<DistillEvent, void> {
    const { student, source, iterations, batchSize, seed } = this.#options;
    const experience = this.#experiences;
    this.#refuseMisfits(expert);
    const inherited =
      this.#options.initFromExpert === true && experience === 0 ? await weightsOf(expert) : undefined;

    const samples = yield* this.#prepare(source, expert, Random.seeded(seed, 'samples', experience));
    if (samples !== undefined) yield { type: 'samples', experience, samples };

    this.#initial ??= await student.weights();
    if (this.#options.resetModel === true && experience > 0) student.setWeights(this.#initial);

    if (expert.task !== undefined && !this.#tasks.includes(expert.task)) this.#tasks.push(expert.task);
    if (inherited !== undefined) {
      student.setWeights(inherited);
    } else {
      const random = Random.seeded(seed, 'training', experience);
      for (let iteration = 1; iteration <= iterations; iteration++) {
        const loss = await this.#step(expert, this.#withTasks(source.draw(batchSize, random), random));
        yield { type: 'step', experience, iteration, iterations, loss };
      }
    }

    this.#previous?.dispose();
    this.#previous = await student.frozen();
    for (const c of expert.classes) this.#seen.add(c);
    this.#experiences += 1;
    yield { type: 'learned', experience };
  }

  /** Frees the learner's own tensors; the student stays. */
  dispose(): void {
    this.#previous?.dispose();
    this.#previous = undefined;
    this.#optimizer.dispose();
  }

  /** One optimizer step on one minibatch; returns its loss. */
  async #step(expert: Expert, batch: ImageBatch): Promise<number> {
    const { student, loss = meanSquaredError, crossEntropy = false } = this.#options;
    const value = tidy(() => {
      const images = tensor4d(batch.pixels, [batch.count, ...batch.shape]);
      const tasks = batch.tasks === undefined ? undefined : tensor1d(batch.tasks, 'int32');
      const targets = this.#targets(expert, images, tasks);
      const seen = [...new Set([...this.#seen, ...expert.classes])];
      const labels = crossEntropy ? labelRows(batch, targets) : undefined;
      const { value, grads } = variableGrads(() => {
        const logits = student.logits(images, { training: true, ...(tasks && { tasks }) });
        const distance = loss(logits, targets, seen);
        if (labels === undefined) return distance;
        return add(distance, div(crossEntropySum(logits, labels), batch.count)) as Scalar;
      }, [...student.variables]);
      this.#optimizer.step(student.variables.map((variable) => grads[variable.name] as Tensor2D));
      return value;
    });
    const number = (await value.data())[0] as number;
    value.dispose();
    return number;
  }

  /** What the student shall say of these images. */
  #targets(expert: Expert, images: Tensor4D, tasks: Tensor1D | undefined): Tensor2D {
    const expertLogits = expert.logits(images);
    const previousLogits = this.#previous?.logits(images, tasks);
    const previous = previousLogits === undefined ? {} : { previousLogits };
    if (tasks !== undefined && expert.task !== undefined) {
      return multiTaskTargets({ expertLogits, ...previous }, tasks, expert.task);
    }
    return distillationTargets(
      { expertLogits, expertClasses: expert.classes, previousClasses: [...this.#seen], ...previous },
      this.#options.biasNormalization,
    );
  }

  /** Unlabelled images of a multi-task stream are spread over the tasks seen so far. */
  #withTasks(batch: ImageBatch, random: Random): ImageBatch {
    if (this.#tasks.length === 0 || batch.tasks !== undefined) return batch;
    const tasks = Int32Array.from(
      { length: batch.count },
      () => this.#tasks[random.integer(this.#tasks.length)] as number,
    );
    return { ...batch, tasks };
  }

  async *#prepare(
    source: SampleSource,
    expert: Expert,
    random: Random,
  ): AsyncGenerator<DistillEvent, ImageBatch | undefined> {
    const making = source.prepare(expert, random);
    try {
      for (;;) {
        const made = await making.next();
        if (made.done === true) return made.value;
        yield { type: 'synthesis', experience: this.#experiences, ...made.value };
      }
    } finally {
      await making.return(undefined);
    }
  }

  #refuseMisfits(expert: Expert): void {
    const { student, biasNormalization, initFromExpert } = this.#options;
    const stray = expert.classes.filter((c) => c < 0 || c >= student.outputs);
    if (stray.length > 0 || expert.classes.length === 0) {
      throw new RangeError(
        `an expert of classes [${expert.classes.join(', ')}] was given; the student has the outputs 0 to ` +
          `${student.outputs - 1}. Give the expert at least one class, all of them outputs of the student.`,
      );
    }
    if (expert.task !== undefined && (biasNormalization === true || initFromExpert === true)) {
      throw new RangeError(
        `an expert of task ${expert.task} was given with ${biasNormalization === true ? 'biasNormalization' : 'initFromExpert'}; ` +
          'in multi-task streams the heads are independent and experts have one head. Turn the option off.',
      );
    }
  }
}

async function weightsOf(expert: Expert): Promise<Weights> {
  if (expert.weights === undefined) throw new MissingProbeError('initFromExpert', 'weights');
  return expert.weights();
}

/** [batch, outputs] probabilities of the cross-entropy term: the images' labels, else argmax of the targets. */
function labelRows(batch: ImageBatch, targets: Tensor2D): Tensor2D {
  const outputs = targets.shape[1];
  if (batch.softLabels !== undefined) return tensor2d(batch.softLabels, [batch.count, outputs]);
  if (batch.labels !== undefined) return tensor2d(oneHotRows(batch.labels, outputs), [batch.count, outputs]);
  return oneHot(argMax(targets, 1) as Tensor1D, outputs, 1, 0, 'float32') as Tensor2D;
}
