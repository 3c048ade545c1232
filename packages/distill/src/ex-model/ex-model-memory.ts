import type { Expert } from '../expert';
import { LearnerStateError } from '../learner-state-error';
import { refuseDivergedStudent } from '../refuse-diverged';
import type { FrozenStudent, Student } from '../student';
import type { Weights } from '../weights';
import type { ExModelState } from './ex-model-state';

/** What the learner remembers between two experiences. */
export class ExModelMemory {
  /** Experts that the student has learned from. */
  experiences = 0;
  /** The classes of these experts. */
  readonly classes = new Set<number>();
  /** Their tasks and that of the expert being learned, in the order of arrival; empty in a single-task stream. */
  readonly tasks: number[] = [];
  /** The student's weights before the first step. */
  initial: Weights | undefined;
  /** The second teacher: the student as it was after the last experience. */
  previous: FrozenStudent | undefined;
  #previousWeights: Weights | undefined;
  #disposed = false;

  /** The student as it is now becomes the next experience's second teacher. */
  async endExperience({ classes }: Expert, student: Student): Promise<void> {
    await this.#freeze(student);
    for (const c of classes) this.classes.add(c);
    this.experiences += 1;
  }

  state(): Pick<ExModelState, 'experiences' | 'classes' | 'tasks' | 'initial' | 'previous'> {
    const { experiences, classes, tasks, initial } = this;
    return {
      ...{ experiences, classes: [...classes], tasks: [...tasks] },
      ...(initial && { initial }),
      ...(this.#previousWeights && { previous: this.#previousWeights }),
    };
  }

  /** Of an empty memory. Changes the student's weights: set them afterwards. */
  async restore(state: ReturnType<ExModelMemory['state']>, student: Student): Promise<void> {
    if (state.previous !== undefined) {
      student.setWeights(state.previous);
      await this.#freeze(student);
    }
    for (const c of state.classes) this.classes.add(c);
    this.tasks.push(...state.tasks);
    this.experiences = state.experiences;
    this.initial = state.initial;
  }

  /** @throws LearnerStateError after `dispose` */
  refuseDisposed(): void {
    if (this.#disposed) throw new LearnerStateError('disposed');
  }

  dispose(): void {
    this.#disposed = true;
    this.previous?.dispose();
    this.previous = undefined;
  }

  async #freeze(student: Student): Promise<void> {
    const weights = await student.weights();
    refuseDivergedStudent(weights);
    const frozen = await student.frozen();
    if (this.#disposed) frozen.dispose();
    this.refuseDisposed();
    this.previous?.dispose();
    this.previous = frozen;
    this.#previousWeights = weights;
  }
}
