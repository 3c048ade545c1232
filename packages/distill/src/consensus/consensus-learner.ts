import type { Expert } from '../expert';
import { type ImageBatch, requireImages } from '../images';
import { LearnerStateError } from '../learner-state-error';
import { allFinite, refuseDivergedExpert, refuseDivergedImages, uselessExpert } from '../refuse-diverged';
import type { Place } from '../state';
import { StateUnavailableError } from '../state-unavailable-error';
import { inTurns } from '../take-turn';
import { AlignedExpert } from './align-expert';
import type { ConsensusEvent } from './consensus-event';
import { ConsensusMemory } from './consensus-memory';
import type { ConsensusOptions } from './consensus-options';
import type { ConsensusProgress } from './consensus-progress';
import { type ConsensusSettings, consensusSettings, estimateOptions } from './consensus-settings';
import { type ConsensusState, memoryState, restoreMemory } from './consensus-state';
import { expertEvidence } from './expert-evidence';
import { queryExpert } from './query-expert';
import { refuseMisfit, refuseOtherOrigin } from './refuse-misfit';
import { isAligned, teachStudent } from './teach-student';
import { trustedWeight } from './view-agreement';

/**
 * Learns one student from a stream of experts, without their data, by their consensus: every expert is queried once,
 * on one fixed set of images, and the evidence for its classes is stored beside that for the other experts' classes.
 * The student then learns the stored evidence, starting from the mean of the experts' weights.
 *
 * Unlike `ExModelLearner`'s, its memory of earlier experts is not the student but the stored evidence, which does
 * not fade: twice as many floats an image as the student has outputs, and two sets of weights; of
 * aligned experts four floats a channel of batch norm. Between two
 * calls it holds no tensors of its own, so there is nothing to dispose; a training that is left must be returned.
 */
export class ConsensusLearner {
  readonly #settings: ConsensusSettings;
  #memory: ConsensusMemory;
  /** At work while an event is awaited, paused between two events of a query or training. */
  #status: 'idle' | 'working' | 'paused' = 'idle';
  /** Where the query or training in progress stands, or the next one begins. */
  #place: Place<ConsensusProgress> = {};

  /** @throws RangeError when an option is out of range, the images are not as many as their count says, or the student has several heads. */
  constructor(options: ConsensusOptions) {
    this.#settings = consensusSettings(options);
    this.#memory = new ConsensusMemory(options.images, options.student.outputs);
  }

  /**
   * A learner that goes on where `state` was taken, with the same events and bits. The options must be those of then, with a
   * new student, which it sets to its state, and the same images. If a training was in progress (`state.progress.phase` is
   * `training`), finish it with `train`. Then go on with the expert of number `state.experiences` in the stream, whose query was in
   * progress if one was.
   *
   * @throws RangeError when the options are out of range, or the images, the outputs, `familiarity` or `align` are not
   * those of the state, or the state has lost its typed arrays, as through JSON.
   */
  static restore(options: ConsensusOptions, state: ConsensusState): ConsensusLearner {
    const learner = new ConsensusLearner(options);
    learner.#memory = restoreMemory(learner.#settings, state);
    options.student.setWeights(state.student);
    learner.#place.from = state.progress;
    return learner;
  }

  /**
   * How much familiarity counts beside log-odds, as a `weight`, and how far it can be trusted by what has been queried so far: `trust` is
   * the correlation of two views of it, −1 … 1; from 0.2 on it is good, below 0.1 it is noise. Undefined where fewer than two experts have
   * both views.
   */
  get familiarity(): { readonly weight: number; readonly trust: number | undefined } {
    const trust = this.#memory.views.correlation();
    return { weight: this.#settings.familiarity ?? trustedWeight(trust), trust };
  }

  /** Whether the experts were queried with statistics of the images, so that the student, once it is trained, has batch-norm statistics like those of the experts' own images. */
  get isAligned(): boolean {
    return isAligned(this.#memory);
  }

  /**
   * What all experts queried so far say of each image and class: images × outputs, −3 for a class of no expert. The student is
   * taught these values, each image's centred on 0.
   */
  evidence(): Float32Array {
    return this.#memory.evidence.weighed(this.familiarity.weight).values;
  }

  /** Queries one more expert, then trains the student anew. */
  async *learn(expert: Expert): AsyncGenerator<ConsensusEvent, void> {
    yield* this.query(expert);
    yield* this.train();
  }

  /**
   * Queries the expert on the images, in one or two passes over them, and stores its evidence. The student does not change;
   * where it is needed only once, query all experts first and train at the end. An expert that is left midway or fails
   * leaves everything as it was.
   *
   * @throws RangeError when the expert's classes do not fit the student, it has a task, its initial weights are of another
   * architecture than its own, or its logits are not as wide as the student's
   * @throws DivergedError when the expert's weights or logits are not finite, or the images
   * @throws AbortError when the signal of the options is aborted
   * @throws LearnerStateError while the learner is at work
   */
  async *query(expert: Expert): AsyncGenerator<ConsensusEvent, void> {
    refuseMisfit(expert, this.#settings.student.outputs);
    yield* this.#work(this.#storeEvidence(expert));
  }

  /**
   * Trains the student on all evidence so far. Each training starts from the mean of the experts' weights, not from
   * what the last one left, so one that is left midway, or diverges, does no harm to the next.
   *
   * @throws DivergedError instead of an event, at the first loss of the student that is not finite
   * @throws AbortError when the signal of the options is aborted
   * @throws LearnerStateError while the learner is at work, and before an expert has been queried: the student stays as it is
   */
  async *train(): AsyncGenerator<ConsensusEvent, void> {
    const { experiences } = this.#memory;
    if (this.#status === 'idle' && experiences === 0) throw new LearnerStateError('unqueried');
    yield* this.#work(teachStudent(this.#memory, this.familiarity.weight, this.#settings, this.#place));
    yield { type: 'learned', experience: experiences - 1 };
  }

  /**
   * Adds images for the experts to come: such as those that model inversion makes of the next one. Earlier experts are not
   * queried on them, so their classes count as unlikely there. Such images cannot be painted again
   * and become part of the state.
   *
   * @throws LearnerStateError while the learner is at work
   * @throws RangeError when they are not of the shape of the others, or not as many as their count says
   */
  addImages(images: ImageBatch): void {
    if (this.#status !== 'idle' || this.#place.from !== undefined) throw new LearnerStateError('learning');
    requireImages(images);
    this.#memory.addImages(images);
  }

  /**
   * All that is needed to go on later, the student included; `options.images` are made again from their seed, and the experts
   * come again. Can be taken between any two events. Keep it by what keeps typed arrays, such as `serialize` of node:v8, not as JSON.
   *
   * @throws StateUnavailableError while an event is awaited, or in a training whose optimizer has no state
   */
  async state(): Promise<ConsensusState> {
    if (this.#status === 'working') throw new StateUnavailableError('learner');
    const progress = this.#status === 'paused' ? await this.#place.now?.() : this.#place.from;
    const student = await this.#settings.student.weights();
    this.#memory.initial ??= student;
    return { ...memoryState(this.#memory, this.#settings), student, ...(progress && { progress }) };
  }

  async *#storeEvidence(expert: Expert): AsyncGenerator<ConsensusEvent, void> {
    const { student, images, familiarity, queryBatchSize: batchSize, align, signal } = this.#settings;
    this.#memory.initial ??= await student.weights();
    const weights = await expert.weights?.();
    refuseDivergedExpert(expert, weights);
    refuseOtherOrigin(expert, weights);
    const { outputs } = student;
    const estimating = { student, ...estimateOptions(this.#settings) };
    const aligned = align ? await AlignedExpert.of(expert, weights, this.#memory, estimating) : undefined;
    const options = { aligned, novelty: familiarity !== 0, outputs, batchSize, signal };
    const answers = yield* queryExpert(expert, weights, this.#memory, options, this.#place);
    const evidence = await expertEvidence(answers, expert.classes, images.count, signal);
    if (![evidence.odds, ...evidence.views].every(allFinite)) {
      refuseDivergedImages(this.#memory.images.pixels);
      throw uselessExpert(expert, 'gives logits that are NaN or infinite');
    }
    this.#memory.addExpert(expert, evidence, weights, aligned);
  }

  /** A query or a training, of which there is one at a time. */
  async *#work(events: AsyncGenerator<ConsensusEvent, void>): AsyncGenerator<ConsensusEvent, void> {
    if (this.#status !== 'idle') throw new LearnerStateError('learning');
    this.#status = 'working';
    try {
      for await (const event of inTurns(events, this.#settings.signal)) {
        this.#status = 'paused';
        yield event;
        this.#status = 'working';
      }
    } finally {
      this.#status = 'idle';
      this.#place = {};
    }
  }
}
