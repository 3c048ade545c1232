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

  /** Records the progress of one job. Returns that of all. */
  observe(job: string, { phase, detail, done, total, work }: Progress): Progress {
    this.#running.set(job, `${phase === job ? '' : `${phase} `}${done}/${total} · ${detail}`);
    if (work) this.#work.set(job, work);
    return this.#now();
  }

  /** Records that a job has ended, finished or failed: all its work counts as done. Returns the progress of all. */
  end(job: string): Progress {
    this.#running.delete(job);
    const { total = 0 } = this.#work.get(job) ?? {};
    this.#work.set(job, { done: total, total });
    this.#ended++;
    return this.#now();
  }

  #now(): Progress {
    const started = [...this.#work.values()];
    const sum = (part: keyof Work) => started.reduce((total, work) => total + work[part], 0);
    // Pending jobs are assumed to need as much work as the others do on average.
    const total = started.length === 0 ? 0 : (sum('total') / started.length) * this.#total;
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
