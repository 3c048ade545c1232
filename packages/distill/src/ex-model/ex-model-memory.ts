import type { Expert } from '../expert';
import { LearnerStateError } from '../learner-state-error';
import type { FrozenStudent, Student } from '../student';
import type { Weights } from '../weights';

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
  #disposed = false;

  /** The student as it is now becomes the next experience's second teacher. */
  async endExperience({ classes }: Expert, student: Student): Promise<void> {
    const frozen = await student.frozen();
    if (this.#disposed) frozen.dispose();
    this.refuseDisposed();
    this.previous?.dispose();
    this.previous = frozen;
    for (const c of classes) this.classes.add(c);
    this.experiences += 1;
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
}
