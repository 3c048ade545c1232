import type { Expert } from '../expert';
import { LearnerStateError } from '../learner-state-error';
import type { Optimizer } from '../optimizers/optimizer';
import { sgd } from '../optimizers/sgd';
import { requireCount, requirePositive } from '../option-ranges';
import type { DistillEvent } from './distill-event';
import { ExModelMemory } from './ex-model-memory';
import type { ExModelOptions, MakeOptimizer } from './ex-model-options';
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
  #optimizer: Optimizer | undefined;

  /** @throws RangeError when `iterations`, `batchSize` or `learningRate` is out of range. */
  constructor(options: ExModelOptions) {
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
   * Errors are thrown from there too. One of the first three kinds leaves the learner as it was; after any
   * later one it learns no more.
   *
   * @throws RangeError when the expert's classes or task do not fit the student
   * @throws MissingProbeError with `initFromExpert`, when the first expert does not give its weights
   * @throws LearnerStateError while it learns, after an experience that was left or failed, and after `dispose`
   * @throws RangeError at the first batch, when the expert's logits are not as wide as the student's, or the targets
   * do not fit
   */
  async *learn(expert: Expert): AsyncGenerator<DistillEvent, void> {
    if (this.#state !== 'ready') throw new LearnerStateError(this.#state);
    const { experiences: experience, tasks } = this.#memory;
    refuseMisfit(expert, this.#options, experience === 0 ? undefined : tasks.length > 0);
    this.#state = 'learning';
    try {
      const options = {
        ...this.#options,
        optimizer: (variables: Parameters<MakeOptimizer>[0]) => {
          this.#optimizer = this.#newOptimizer(variables);
          return this.#optimizer;
        },
      };
      for await (const event of learnFromExpert(expert, this.#memory, options)) {
        yield event;
        this.#memory.refuseDisposed();
      }
      this.#state = 'ready';
    } finally {
      this.#endExperience();
    }
    yield { type: 'learned', experience };
  }

  /** Frees the learner's own tensors; the student stays. An experience in progress fails at its next event. */
  dispose(): void {
    this.#state = 'disposed';
    this.#disposeOptimizer();
    this.#memory.dispose();
  }

  /** Whatever is still learning here was left or has failed. */
  #endExperience(): void {
    if (this.#state === 'learning') this.#state = 'abandoned';
    this.#disposeOptimizer();
  }

  #disposeOptimizer(): void {
    this.#optimizer?.dispose();
    this.#optimizer = undefined;
  }
}
