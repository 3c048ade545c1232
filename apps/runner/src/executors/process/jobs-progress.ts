import type { Progress, Work } from '@exmodel/loggers';

/** The progress of several jobs that run at the same time, in one line. */
export class JobsProgress {
  readonly #total: number;
  readonly #work = new Map<string, Work>();
  readonly #running = new Map<string, string>();
  #ended = 0;

  /** @param total jobs in all */
  constructor(total: number) {
    this.#total = total;
  }

  /** Takes in a report of a job's progress. */
  observe(job: string, { phase, detail, done, total, work }: Progress): Progress {
    this.#running.set(job, `${phase === job ? '' : `${phase} `}${done}/${total} · ${detail}`);
    if (work) this.#work.set(job, work);
    return this.#now();
  }

  /** Takes in that a job is over: all of its work counts as done. */
  end(job: string): Progress {
    this.#running.delete(job);
    const { total = 0 } = this.#work.get(job) ?? {};
    this.#work.set(job, { done: total, total });
    this.#ended++;
    return this.#now();
  }

  #now(): Progress {
    const reported = [...this.#work.values()];
    const sum = (part: keyof Work) => reported.reduce((total, work) => total + work[part], 0);
    // Jobs that have not begun are assumed to be like the others.
    const total = reported.length === 0 ? 0 : (sum('total') / reported.length) * this.#total;
    return {
      type: 'progress',
      phase: 'jobs',
      detail: [...this.#running].map(([job, at]) => `${job} ${at}`).join(' | '),
      done: this.#ended,
      total: this.#total,
      work: { done: sum('done'), total },
    };
  }
}
