import type { EventStream } from '@exmodel/loggers';
import { failureReason } from '../reports/failure-text';
import { failedState } from './failed-state';
import type { Job, JobOutcome } from './job';

/** What became of the jobs of a group so far. */
export class Outcomes<J extends Job> {
  readonly #jobs: readonly J[];
  readonly #events: EventStream;
  readonly #outcomes = new Map<J, JobOutcome<J>>();

  constructor(jobs: readonly J[], events: EventStream) {
    this.#jobs = jobs;
    this.#events = events;
  }

  /** The jobs without an outcome. */
  pending(): readonly J[] {
    return this.#jobs.filter((job) => !this.#outcomes.has(job));
  }

  add(outcome: JobOutcome<J>): void {
    this.#outcomes.set(outcome.job, outcome);
  }

  /** Fails jobs for one reason, and reports it: in full with the first of them only. */
  fail(jobs: readonly J[], failure: Error): void {
    for (const [i, job] of jobs.entries()) {
      const detail = i === 0 ? failureReason(failure) : `for the same reason as ${jobs[0]?.name}`;
      this.#events.emit({ type: 'job', job: job.name, state: failedState(failure), detail });
      this.add({ job, failure });
    }
  }

  /** In the order of the jobs. */
  inOrder(): JobOutcome<J>[] {
    return this.#jobs.flatMap((job) => this.#outcomes.get(job) ?? []);
  }
}
