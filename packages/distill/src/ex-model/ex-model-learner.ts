import type { Expert } from '../expert';
import { LearnerStateError } from '../learner-state-error';
import type { Optimizer } from '../optimizers/optimizer';
import { sgd } from '../optimizers/sgd';
import { requireCount, requirePositive, requireSeed } from '../option-ranges';
import { refuseDivergedExpert } from '../refuse-diverged';
import { refuseLostArrays } from '../refuse-lost-arrays';
import type { Place } from '../state';
import { StateUnavailableError } from '../state-unavailable-error';
import { inTurns } from '../take-turn';
import type { DistillEvent } from './distill-event';
import { ExModelMemory } from './ex-model-memory';
import type { ExModelOptions, MakeOptimizer } from './ex-model-options';
import { type ExModelProgress, type ExModelState, refuseOtherVersion } from './ex-model-state';
import { learnFromExpert } from './learn-from-expert';
import { refuseMisfit } from './refuse-misfit';

/**
 * Learns one student from a stream of experts, without their data: the ex-model distillation of
 * arXiv 2112.06511. Give it one expert after the other; between two events it does nothing, so the
 * student may be evaluated or saved then, and nothing of the training changes by it.
 *
 * An experience that is left before its event `learned`, or that fails, cannot be undone: source
 * and student are half-way. The learner then learns no more; make a new one with a new source.
 */
export class ExModelLearner {
  readonly #options: ExModelOptions;
  readonly #newOptimizer: MakeOptimizer;
  readonly #memory = new ExModelMemory();
  #state: 'ready' | LearnerStateError['state'] = 'ready';
  /** Whether an experience has given an event and the next one has not been requested. */
  #betweenEvents = false;
  #optimizer: Optimizer | undefined;
  /** Where the experience in progress stands, or the next one begins. */
  #place: Place<ExModelProgress> = {};

  /** @throws RangeError when `iterations`, `batchSize`, `seed` or `learningRate` is out of range. */
  constructor(options: ExModelOptions) {
    const { iterations, batchSize, learningRate, optimizer } = options;
    requireCount('iterations', iterations);
    requireCount('batchSize', batchSize);
    requireSeed(options.seed);
    this.#options = options;
    if (optimizer !== undefined && learningRate === undefined) {
      this.#newOptimizer = optimizer;
    } else {
      requirePositive('learningRate', learningRate);
      this.#newOptimizer = optimizer ?? ((variables) => sgd(variables, { learningRate }));
    }
  }

  /**
   * A learner that goes on where `state` was taken, with the same events and bits. The options must be those of then, with a
   * new student and a new source, which it sets to their states. Then call `learn` with the expert of number
   * `state.experiences` in the stream: with the same expert, when the state was taken in the middle of an experience.
   *
   * @throws RangeError when an option is out of range, the state is of another version or another student, or has lost its typed arrays, as
   * through JSON
   * @throws StateUnavailableError when the state holds that of a source, and the new source has no `restore`
   */
  static async restore(options: ExModelOptions, state: ExModelState): Promise<ExModelLearner> {
    refuseOtherVersion(state);
    refuseLostArrays(state.student);
    const { source } = options;
    if (state.source !== undefined && source.restore === undefined)
      throw new StateUnavailableError('sample source');
    const learner = new ExModelLearner(options);
    try {
      await learner.#memory.restore(state, options.student);
      options.student.setWeights(state.student);
      if (state.source !== undefined) source.restore?.(state.source);
    } catch (error) {
      learner.dispose();
      throw error;
    }
    learner.#place.from = state.progress;
    return learner;
  }

  /**
   * One experience: the student learns from `expert` and keeps what it learned before. It begins when
   * the first event is requested and must end before the next one begins.
   *
   * Errors are thrown from there too. One of the first four kinds leaves the learner as it was; after any
   * later one it learns no more.
   *
   * @throws RangeError when the expert's classes or task do not fit the student
   * @throws MissingProbeError with `initFromExpert`, when the first expert does not give its weights
   * @throws LearnerStateError while it learns, after an experience that was left or failed, and after `dispose`
   * @throws DivergedError when the expert gives its weights, and they are not finite
   * @throws DivergedError instead of an event, at the first loss of the student or of a synthesis that is not finite: it
   * says whether the student, the synthesis, the images or the expert are at fault
   * @throws AbortError when the signal of its options is aborted
   * @throws RangeError at a batch that does not hold what its count and shape say; at the first one, when the expert's logits are not as wide
   * as the student's, or the targets do not fit
   */
  async *learn(expert: Expert): AsyncGenerator<DistillEvent, void> {
    const { experiences: experience } = this.#memory;
    await this.#begin(expert);
    try {
      const options = {
        ...this.#options,
        optimizer: (variables: Parameters<MakeOptimizer>[0]) => {
          this.#optimizer = this.#newOptimizer(variables);
          return this.#optimizer;
        },
      };
      const events = learnFromExpert(expert, this.#memory, options, this.#place);
      for await (const event of inTurns(events, options.signal)) {
        this.#betweenEvents = true;
        yield event;
        this.#betweenEvents = false;
        this.#memory.refuseDisposed();
      }
      this.#state = 'ready';
    } finally {
      this.#endExperience();
    }
    yield { type: 'learned', experience };
  }

  /**
   * All that is needed to go on later, the student and the source included; the experts come again, and the options.
   * Can be taken between any two events. Keep it by what keeps typed arrays, such as `serialize` of node:v8, not as JSON.
   *
   * @throws StateUnavailableError while an event is awaited, when its source or optimizer has no state, or while the source makes images in
   * a way that can only be done as a whole
   * @throws LearnerStateError after an experience that was left or failed, and after `dispose`
   */
  async state(): Promise<ExModelState> {
    const { student, source } = this.#options;
    if (this.#state === 'abandoned' || this.#state === 'disposed') throw new LearnerStateError(this.#state);
    if (this.#state === 'learning' && !this.#betweenEvents) throw new StateUnavailableError('learner');
    if (source.stateless !== true && source.state === undefined)
      throw new StateUnavailableError('sample source');
    const progress = this.#state === 'learning' ? await this.#place.now?.() : this.#place.from;
    const sourceState = await source.state?.();
    return {
      version: 1,
      ...this.#memory.state(),
      student: await student.weights(),
      ...(sourceState !== undefined && { source: sourceState }),
      ...(progress && { progress }),
    };
  }

  /** Frees the learner's own tensors; the student stays. An experience in progress fails at its next event. */
  dispose(): void {
    this.#state = 'disposed';
    this.#disposeOptimizer();
    this.#memory.dispose();
  }

  /** Refuses an expert that does not fit or has diverged: nothing is changed by then. */
  async #begin(expert: Expert): Promise<void> {
    if (this.#state !== 'ready') throw new LearnerStateError(this.#state);
    const { experiences, tasks } = this.#memory;
    refuseMisfit(expert, this.#options, experiences === 0 ? undefined : tasks.length > 0);
    this.#state = 'learning';
    try {
      refuseDivergedExpert(expert, await expert.weights?.());
    } catch (error) {
      if (this.#state === 'learning') this.#state = 'ready';
      throw error;
    }
    this.#memory.refuseDisposed();
  }

  /** Whatever is still learning here was left or has failed. */
  #endExperience(): void {
    if (this.#state === 'learning') this.#state = 'abandoned';
    this.#place = {};
    this.#disposeOptimizer();
  }

  #disposeOptimizer(): void {
    this.#optimizer?.dispose();
    this.#optimizer = undefined;
  }
}
