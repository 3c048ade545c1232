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
import { LearnerStateError } from '../learner-state-error';
import { crossEntropySum } from '../losses/cross-entropy';
import { meanSquaredError } from '../losses/mean-squared-error';
import { maskedLogit } from '../masked-logit';
import { gradientStep } from '../optimizers/gradient-step';
import type { Optimizer } from '../optimizers/optimizer';
import { sgd } from '../optimizers/sgd';
import { requireCount, requirePositive } from '../option-ranges';
import { Random } from '../random';
import type { SampleSource } from '../sources/sample-source';
import type { FrozenStudent } from '../student';
import { distillationTargets, multiTaskTargets } from '../targets/distillation-targets';
import type { Weights } from '../weights';
import type { DistillEvent } from './distill-event';
import type { LearnerOptions } from './ex-model-options';
import { labelRows } from './label-rows';
import { refuseMisfit } from './refuse-misfit';

/**
 * Learns one student from a stream of experts, without their data: the ex-model distillation of
 * arXiv 2112.06511. Give it one expert after the other; between two events it does nothing, so the
 * student may be evaluated or saved then, and nothing of the training changes by it.
 *
 * An experience that is left before its event `learned`, or that fails, cannot be taken back: source
 * and student are half-way. The learner then learns no more; make a new one with a new source.
 */
export class ExModelLearner {
  readonly #options: LearnerOptions;
  readonly #newOptimizer: NonNullable<LearnerOptions['optimizer']>;
  readonly #seen = new Set<number>();
  readonly #tasks: number[] = [];
  #state: 'ready' | LearnerStateError['state'] = 'ready';
  #optimizer: Optimizer | undefined;
  #initial: Weights | undefined;
  #previous: FrozenStudent | undefined;
  #experiences = 0;

  /** @throws RangeError when `iterations`, `batchSize` or `learningRate` is out of range. */
  constructor(options: LearnerOptions) {
    const { iterations, batchSize, learningRate, optimizer } = options;
    requireCount('iterations', iterations);
    requireCount('batchSize', batchSize);
    this.#options = options;
    if (optimizer !== undefined && learningRate === undefined) {
      this.#newOptimizer = optimizer;
    } else {
      requirePositive('learningRate', learningRate);
      this.#newOptimizer = optimizer ?? ((variables) => sgd(variables, { learningRate }));
    }
  }

  /**
   * One experience: the student learns from `expert` and keeps what it learned before. It begins when
   * the first event is asked for and must end before the next one begins.
   *
   * Errors are thrown from there too. One of the first three kinds leaves the learner as it was, any
   * later one ends its life.
   *
   * @throws RangeError when the expert's classes or task do not fit the student
   * @throws MissingProbeError with `initFromExpert`, when the first expert does not give its weights
   * @throws LearnerStateError while it learns, after an experience that was left or failed, and after `dispose`
   * @throws RangeError at the first batch, when the expert's logits are not as wide as the student's
   */
  async *learn(expert: Expert): AsyncGenerator<DistillEvent, void> {
    if (this.#state !== 'ready') throw new LearnerStateError(this.#state);
    const experience = this.#experiences;
    refuseMisfit(expert, this.#options, experience === 0 ? undefined : this.#tasks.length > 0);
    this.#state = 'learning';
    try {
      yield* this.#train(expert, experience);
      await this.#finish(expert);
    } finally {
      this.#endExperience();
    }
    yield { type: 'learned', experience };
  }

  /** Frees the learner's own tensors; the student stays. An experience in progress fails at its next event. */
  dispose(): void {
    this.#state = 'disposed';
    this.#disposeOptimizer();
    this.#previous?.dispose();
    this.#previous = undefined;
  }

  /** From the samples to the last step. */
  async *#train(expert: Expert, experience: number): AsyncGenerator<DistillEvent, void> {
    const { student, source, iterations, batchSize, resetModel, initFromExpert, seed } = this.#options;
    const inherits = initFromExpert === true && experience === 0;
    const inherited = inherits ? await expert.weights?.() : undefined;

    const samples = yield* this.#prepare(source, expert, Random.seeded(seed, 'samples', experience));
    if (samples !== undefined) yield { type: 'samples', experience, samples };

    this.#initial ??= await student.weights();
    this.#refuseDisposed();
    if (resetModel === true && experience > 0) student.setWeights(this.#initial);

    if (expert.task !== undefined && !this.#tasks.includes(expert.task)) this.#tasks.push(expert.task);
    if (inherited !== undefined) {
      student.setWeights(inherited);
      return;
    }
    const optimizer = this.#newOptimizer(student.variables);
    this.#optimizer = optimizer;
    const random = Random.seeded(seed, 'training', experience);
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const batch = this.#withTasks(source.draw(batchSize, random), random);
      const loss = await this.#step(expert, batch, optimizer);
      yield { type: 'step', experience, iteration, iterations, loss };
      this.#refuseDisposed();
    }
  }

  /** The student as it is now becomes the next experience's second teacher. */
  async #finish(expert: Expert): Promise<void> {
    const frozen = await this.#options.student.frozen();
    if (this.#state === 'disposed') frozen.dispose();
    this.#refuseDisposed();
    this.#previous?.dispose();
    this.#previous = frozen;
    for (const c of expert.classes) this.#seen.add(c);
    this.#experiences += 1;
    this.#state = 'ready';
  }

  /** Whatever is still learning here was left or has failed. */
  #endExperience(): void {
    if (this.#state === 'learning') this.#state = 'abandoned';
    this.#disposeOptimizer();
  }

  #refuseDisposed(): void {
    if (this.#state === 'disposed') throw new LearnerStateError('disposed');
  }

  #disposeOptimizer(): void {
    this.#optimizer?.dispose();
    this.#optimizer = undefined;
  }

  /** One optimizer step on one minibatch; returns its loss. */
  async #step(expert: Expert, batch: ImageBatch, optimizer: Optimizer): Promise<number> {
    const { student, loss = meanSquaredError, crossEntropy = false } = this.#options;
    const value = tidy(() => {
      const images = tensor4d(batch.pixels, [batch.count, ...batch.shape]);
      const tasks = batch.tasks === undefined ? undefined : tensor1d(batch.tasks, 'int32');
      const allowed = this.#allowed(batch);
      const combined = this.#targets(expert, images, tasks);
      const targets = allowed === undefined ? combined : where(allowed, combined, maskedLogit);
      const seen =
        expert.task === undefined
          ? [...new Set([...this.#seen, ...expert.classes])]
          : Array.from({ length: student.outputs }, (_, output) => output);
      const labels = crossEntropy ? labelRows(batch, targets, allowed) : undefined;
      return gradientStep(student.variables, optimizer, () => {
        const logits = student.logits(images, { training: true, ...(tasks && { tasks }) });
        const distance = loss(logits, targets, seen);
        if (labels === undefined) return distance;
        return add(distance, div(crossEntropySum(logits, labels), batch.count)) as Scalar;
      });
    });
    const number = (await value.data())[0] as number;
    value.dispose();
    return number;
  }

  /** What the student shall say of these images. */
  #targets(expert: Expert, images: Tensor4D, tasks: Tensor1D | undefined): Tensor2D {
    const expertLogits = expert.logits(images);
    refuseOtherWidth(expertLogits, images.shape[0], this.#options.student.outputs);
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

  /** [batch, outputs]: true for the classes of each image's task; undefined when the student does not mask. */
  #allowed({ tasks }: ImageBatch): Tensor2D | undefined {
    const { taskClasses, outputs } = this.#options.student;
    if (taskClasses === undefined || tasks === undefined) return undefined;
    return classRows(
      Array.from(tasks, (task) => taskClasses[task] ?? []),
      outputs,
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
        this.#refuseDisposed();
      }
    } finally {
      await making.return(undefined);
    }
  }
}

/** Logits of another shape would be broadcast over the student's outputs, or fail where nobody understands why. */
function refuseOtherWidth(expertLogits: Tensor2D, batch: number, outputs: number): void {
  if (expertLogits.shape.join() === `${batch},${outputs}`) return;
  throw new RangeError(
    `an expert gave logits of shape [${expertLogits.shape.join(', ')}] for ${batch} images; the student needs ` +
      `[${batch}, ${outputs}], a column for each of its outputs. Place the expert's logits in the columns of its ` +
      "classes (expertFromLayersModel does it with 'outputs'), or give the student other outputs.",
  );
}
