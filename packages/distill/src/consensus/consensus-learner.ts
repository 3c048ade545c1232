import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import { LearnerStateError } from '../learner-state-error';
import type { ConsensusEvent } from './consensus-event';
import { ConsensusMemory } from './consensus-memory';
import type { ConsensusOptions } from './consensus-options';
import { type ConsensusSettings, consensusSettings } from './consensus-settings';
import { type ConsensusState, consensusState, restoreMemory } from './consensus-state';
import { expertEvidence } from './expert-evidence';
import { queryExpert } from './query-expert';
import { refuseMisfit } from './refuse-misfit';
import { teachStudent } from './teach-student';

/**
 * Learns one student from a stream of experts, without their data, by their consensus: every expert is queried once,
 * on one fixed set of images, and the evidence for its classes is stored beside that for the other experts' classes.
 * The student then learns the stored evidence, starting from the mean of the experts' weights.
 *
 * Unlike `ExModelLearner`'s, its memory of earlier experts is not the student but the stored evidence, which does
 * not fade: as many floats an image as the student has outputs, and two sets of weights. Between two
 * calls it holds no tensors of its own, so there is nothing to dispose; a training that is left must be returned.
 */
export class ConsensusLearner {
  readonly #settings: ConsensusSettings;
  #memory: ConsensusMemory;
  #busy = false;

  /** @throws RangeError when an option is out of range, or the student has several heads. */
  constructor(options: ConsensusOptions) {
    this.#settings = consensusSettings(options);
    this.#memory = new ConsensusMemory(options.images, options.student.outputs);
  }

  /**
   * A learner that goes on where `state` was taken.
   *
   * @throws RangeError when the options are out of range, or the images, the outputs or `familiarity` are not
   * those of the state.
   */
  static restore(options: ConsensusOptions, state: ConsensusState): ConsensusLearner {
    const learner = new ConsensusLearner(options);
    learner.#memory = restoreMemory(learner.#settings, state);
    return learner;
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
   * @throws RangeError when the expert's classes do not fit the student, it has a task, or its logits are not as
   * wide as the student's
   * @throws LearnerStateError while the learner is at work
   */
  async *query(expert: Expert): AsyncGenerator<ConsensusEvent, void> {
    const { student, images, familiarity } = this.#settings;
    refuseMisfit(expert, student.outputs);
    this.#begin();
    try {
      this.#memory.initial ??= await student.weights();
      const weights = await expert.weights?.();
      const { outputs } = student;
      const answers = yield* queryExpert(expert, weights, this.#memory, { familiarity, outputs });
      const evidence = expertEvidence(answers, expert.classes, images.count, familiarity);
      this.#memory.addExpert(expert, evidence, weights);
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
    const experience = Math.max(0, this.#memory.experiences - 1);
    this.#begin();
    try {
      yield* teachStudent(this.#memory, this.#settings);
    } finally {
      this.#busy = false;
    }
    yield { type: 'learned', experience };
  }

  /**
   * Adds images for the experts to come: such as those that model inversion makes of the next one. Earlier experts are not
   * queried on them, so their classes count as unlikely there. Such images cannot be painted again
   * and become part of the state.
   *
   * @throws LearnerStateError while the learner is at work
   * @throws RangeError when they are not of the shape of the others
   */
  addImages(images: ImageBatch): void {
    if (this.#busy) throw new LearnerStateError('learning');
    this.#memory.addImages(images);
  }

  /** All that must be kept to go on later; `options.images` are made again from their seed. */
  async state(): Promise<ConsensusState> {
    this.#memory.initial ??= await this.#settings.student.weights();
    return consensusState(this.#memory, this.#settings);
  }

  #begin(): void {
    if (this.#busy) throw new LearnerStateError('learning');
    this.#busy = true;
  }
}
