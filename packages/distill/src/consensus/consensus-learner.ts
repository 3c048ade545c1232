import { type Tensor2D, type Tensor4D, tensor1d, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Expert, NoveltyProbe } from '../expert';
import { concatenateImages, type ImageBatch, selectImages } from '../images';
import { LearnerStateError } from '../learner-state-error';
import { adam } from '../optimizers/adam';
import { gradientStep } from '../optimizers/gradient-step';
import type { Optimizer } from '../optimizers/optimizer';
import { requireCount, requirePositive } from '../option-ranges';
import { Random } from '../random';
import type { Weights } from '../weights';
import type { ConsensusEvent } from './consensus-event';
import { consensusLoss } from './consensus-loss';
import type { ConsensusOptions } from './consensus-options';
import { type ConsensusState, checksumOf, refuseOtherState } from './consensus-state';
import { Evidence } from './evidence';
import { familiarity } from './familiarity';
import { oneCycle } from './one-cycle';
import { ownLogOdds } from './own-log-odds';
import { inBatches, type Rows, readRows } from './read-rows';
import { refuseHeads, refuseMisfit, refuseOtherWidth } from './refuse-misfit';
import { runningAverage, sameShapes, shareOrigin } from './running-average';
import { shuffledBatches } from './shuffled-batches';
import { type Targets, targetsOf } from './targets';

/**
 * Learns one student from a stream of experts, without their data, by their consensus: every expert is heard once,
 * on one fixed set of images, and what it says of its classes is stored beside what the others said of theirs.
 * The student then learns those images' stored targets, starting from the mean of the experts' weights.
 *
 * Unlike `ExModelLearner`'s, its memory of earlier experts is not the student but the stored evidence, which does
 * not fade: as many floats an image as the student has outputs, and two sets of weights. Between two
 * calls it holds no tensors of its own, so there is nothing to dispose; a training that is left must be returned.
 */
export class ConsensusLearner {
  readonly #options: ConsensusOptions;
  readonly #steps: {
    readonly iterations: number;
    readonly batchSize: number;
    readonly peakLearningRate: number;
  };
  readonly #familiarity: number;
  #images: ImageBatch;
  #evidence: Evidence;
  #experiences = 0;
  #initial: Weights | undefined;
  #mean: ConsensusState['mean'];
  #busy = false;

  /** @throws RangeError when an option is out of range, or the student has several heads. */
  constructor(options: ConsensusOptions) {
    const { student, images, iterations = 3000, batchSize = 128, peakLearningRate = 2e-3 } = options;
    const { familiarity: weight = 1.5 } = options;
    requireCount('iterations', iterations);
    requireCount('batchSize', batchSize);
    requirePositive('peakLearningRate', peakLearningRate);
    requireCount('images.count', images.count);
    refuseNegative(weight);
    refuseHeads(student);
    this.#options = options;
    this.#steps = { iterations, batchSize, peakLearningRate };
    this.#familiarity = weight;
    this.#images = images;
    this.#evidence = new Evidence(images.count, student.outputs);
  }

  /**
   * A learner that goes on where `state` was taken.
   *
   * @throws RangeError when the options are out of range, or the images, the outputs or `familiarity` are not
   * those of the state.
   */
  static restore(options: ConsensusOptions, state: ConsensusState): ConsensusLearner {
    const learner = new ConsensusLearner(options);
    refuseOtherState(state, options.images, options.student.outputs, learner.#familiarity);
    if (state.added !== undefined) learner.#images = concatenateImages([options.images, state.added]);
    learner.#evidence = new Evidence(learner.#images.count, options.student.outputs, {
      values: state.evidence,
      experts: state.expertsOfClass,
      latecomers: state.latecomers,
    });
    learner.#experiences = state.experiences;
    learner.#initial = state.initial;
    learner.#mean = state.mean;
    return learner;
  }

  /** Hears one more expert, then trains the student anew. */
  async *learn(expert: Expert): AsyncGenerator<ConsensusEvent, void> {
    yield* this.query(expert);
    yield* this.train();
  }

  /**
   * Takes in what the expert says of the images, one or two passes over them. The student does not change; where it
   * is wanted only once, hear all experts first and train at the end. An expert that is left midway or fails
   * leaves everything as it was.
   *
   * @throws RangeError when the expert's classes do not fit the student, it has a task, or its logits are not as
   * wide as the student's
   * @throws LearnerStateError while the learner is at work
   */
  async *query(expert: Expert): AsyncGenerator<ConsensusEvent, void> {
    const { student, images } = this.#options;
    const { outputs } = student;
    refuseMisfit(expert, outputs);
    this.#begin();
    try {
      this.#initial ??= await student.weights();
      const weights = await expert.weights?.();
      const novelty = await this.#novelty(expert, weights);
      const passes = novelty === undefined ? 1 : 2;
      const logits = yield* this.#read(passes, 0, (x) => {
        const rows = expert.logits(x);
        refuseOtherWidth(rows, outputs);
        return rows;
      });
      const said = ownLogOdds(logits, expert.classes, images.count);
      if (novelty !== undefined) {
        const known = familiarity(yield* this.#read(passes, 1, novelty.of), novelty.layers, images.count);
        const classes = expert.classes.length;
        for (let at = 0; at < said.length; at++)
          said[at] = (said[at] as number) + this.#familiarity * (known[Math.floor(at / classes)] as number);
      }
      if (weights !== undefined) this.#average(weights, this.#initial);
      this.#evidence.add(expert.classes, said);
      this.#experiences += 1;
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Trains the student on all evidence so far. Each training starts from the mean of the experts' weights, not from
   * what the last one left, so one that is left midway does no harm.
   *
   * @throws LearnerStateError while the learner is at work
   */
  async *train(): AsyncGenerator<ConsensusEvent, void> {
    const { student, afterAveraging, seed, optimizer: create = adam } = this.#options;
    const { iterations, batchSize, peakLearningRate } = this.#steps;
    const experience = Math.max(0, this.#experiences - 1);
    this.#begin();
    const optimizer = create(student.variables, { learningRate: oneCycle(peakLearningRate, iterations) });
    try {
      this.#initial ??= await student.weights();
      const start = this.#start();
      student.setWeights(start ?? this.#initial);
      if (start !== undefined) await afterAveraging?.(this.#images);
      const targets = targetsOf(this.#evidence);
      const batches = shuffledBatches(
        this.#images.count,
        batchSize,
        Random.seeded(seed, 'consensus', experience),
      );
      for (let iteration = 1; iteration <= iterations; iteration++) {
        const loss = await this.#step(batches.next().value, targets, optimizer);
        yield { type: 'step', experience, iteration, iterations, loss };
      }
    } finally {
      optimizer.dispose();
      this.#busy = false;
    }
    yield { type: 'learned', experience };
  }

  /**
   * More images, for the experts to come: such as those that model inversion makes of the next one. What earlier
   * experts would say of them nobody can know, so their classes count as unlikely. Such images cannot be painted again
   * and become part of the state.
   *
   * @throws LearnerStateError while the learner is at work
   * @throws RangeError when they are not of the shape of the others
   */
  addImages({ shape, count, pixels }: ImageBatch): void {
    if (this.#busy) throw new LearnerStateError('learning');
    this.#images = concatenateImages([this.#images, { shape, count, pixels }]);
    this.#evidence.extend(count);
  }

  /** All that must be kept to go on later; `options.images` are made again from their seed. */
  async state(): Promise<ConsensusState> {
    const { student, images } = this.#options;
    this.#initial ??= await student.weights();
    const added = Array.from({ length: this.#images.count - images.count }, (_, i) => images.count + i);
    return {
      version: 3,
      familiarity: this.#familiarity,
      experiences: this.#experiences,
      images: { count: images.count, checksum: checksumOf(images) },
      ...(added.length > 0 && { added: selectImages(this.#images, added) }),
      evidence: this.#evidence.values.slice(),
      expertsOfClass: this.#evidence.experts.slice(),
      latecomers: [...this.#evidence.latecomers],
      initial: this.#initial,
      ...(this.#mean && { mean: this.#mean }),
    };
  }

  #begin(): void {
    if (this.#busy) throw new LearnerStateError('learning');
    this.#busy = true;
  }

  /** The expert's novelty probe, where it counts and it is known what its training started from. */
  async #novelty(expert: Expert, weights: Weights | undefined): Promise<NoveltyProbe | undefined> {
    if (this.#familiarity === 0) return undefined;
    const origin = expert.initialWeights ?? this.#initial;
    if (weights === undefined || origin === undefined || !shareOrigin(weights, origin)) return undefined;
    const [usual = this.#options.images] = inBatches(this.#options.images);
    const some = tensor4d(usual.pixels, [usual.count, ...usual.shape]);
    try {
      const probe = await expert.novelty?.(origin, some);
      return probe?.layers.length === 0 ? undefined : probe;
    } finally {
      some.dispose();
    }
  }

  /** One of `passes` passes over the images, as events. */
  async *#read(
    passes: number,
    pass: number,
    look: (images: Tensor4D) => Tensor2D,
  ): AsyncGenerator<ConsensusEvent, Rows> {
    const { count } = this.#images;
    const reading = readRows(this.#images, look);
    let done = pass * count;
    let read = await reading.next();
    for (; read.done !== true; read = await reading.next()) {
      done += read.value;
      yield { type: 'query', experience: this.#experiences, images: read.value, done, total: passes * count };
    }
    return read.value;
  }

  /** One optimizer step on the chosen images; returns its loss. */
  async #step(chosen: Int32Array, targets: Targets, optimizer: Optimizer): Promise<number> {
    const { student } = this.#options;
    const { outputs } = student;
    const batch = selectImages(this.#images, chosen);
    const goals = new Float32Array(chosen.length * outputs);
    chosen.forEach((image, row) => {
      goals.set(targets.logits.subarray(image * outputs, (image + 1) * outputs), row * outputs);
    });
    const value = tidy(() => {
      const x = tensor4d(batch.pixels, [batch.count, ...batch.shape]);
      const goal = tensor2d(goals, [batch.count, outputs]);
      const weights = tensor1d(Float32Array.from(chosen, (image) => targets.weights[image] as number));
      return gradientStep(student.variables, optimizer, () =>
        consensusLoss(student.logits(x, { training: true }), goal, weights),
      );
    });
    const [loss] = await value.data();
    value.dispose();
    return loss as number;
  }

  /** What training starts from instead of the initial weights: a mean, not one of several experts that no other is like. */
  #start(): Weights | undefined {
    if (this.#mean === undefined || this.#initial === undefined) return undefined;
    const { weights, experts } = this.#mean;
    return experts > 1 || this.#experiences === 1 || shareOrigin(weights, this.#initial)
      ? weights
      : undefined;
  }

  /** Takes the expert's weights into the mean, if the student can use them and the experts before started alike. */
  #average(weights: Weights, initial: Weights): void {
    if (this.#mean === undefined) {
      if (sameShapes(weights, initial)) this.#mean = { weights, experts: 1 };
    } else if (shareOrigin(this.#mean.weights, weights)) {
      const { weights: mean, experts } = this.#mean;
      this.#mean = { weights: runningAverage(mean, experts, weights), experts: experts + 1 };
    }
  }
}

/** @throws RangeError unless familiarity can count so much. */
function refuseNegative(familiarity: number): void {
  if (Number.isFinite(familiarity) && familiarity >= 0) return;
  throw new RangeError(
    `familiarity ${familiarity} was given; it must be a finite number, 0 or more. Correct the option, or leave it out.`,
  );
}
