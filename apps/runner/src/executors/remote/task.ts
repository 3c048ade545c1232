import type { BackendName } from '../../backends/registry';
import type { Job } from '../../runs/job';
import type { Workplace } from '../../runs/run-jobs';
import { jobOrder } from '../process/job-order';
import type { JobReports } from '../process/job-reports';
import { attemptOf, dropOrder, keptWork, orderOf, readOrder, type Tries, writeOrder } from './orders';
import { ReportReader } from './report-reader';

/** Where a job is ordered, and what the user asked for beside its results. */
type OrderedFrom = Pick<Workplace, 'store' | 'commandLine' | 'sinks'> & { readonly backend: BackendName };

/** A job without an outcome, and its order. */
export class Task<J extends Job> {
  /** Whether it was ordered, by whomever. */
  ordered = false;
  /** Whether another process was seen to run it that nobody here ordered. */
  wasTaken = false;
  /** Why it failed, as the process that ran it said. */
  failure: string | undefined;
  /** Whether the display has been told how it ended. */
  told = false;
  #tries: Tries = { attempt: 0, inVain: 0, kept: '' };
  #report: ReportReader | undefined;
  readonly #order: string;

  private constructor(
    readonly job: J,
    private readonly place: OrderedFrom,
  ) {
    this.#order = orderOf(job, place.backend);
  }

  /**
   * The task of a job, which another process, dead by now, may have ordered.
   *
   * @param goesOn whether one that has failed since has failed; else it is tried again
   */
  static async of<J extends Job>(job: J, place: OrderedFrom, goesOn: boolean): Promise<Task<J>> {
    const task = new Task(job, place);
    const found = await readOrder(place.store, task.#order);
    if (found === undefined) return task;
    task.#take(found.tries);
    const failed = task.#report?.next().some((event) => event.type === 'job' && event.state === 'failed');
    if (failed === true && !goesOn) await task.drop();
    else task.#take(found.tries); // Its report is shown from the beginning.
    return task;
  }

  /** The name of its latest attempt, by which the engine knows it. */
  get attempt(): string {
    return attemptOf(this.#order, this.#tries.attempt);
  }

  /** Whether its latest attempt has begun. */
  get begun(): boolean {
    return this.#report?.begun ?? false;
  }

  /** Shows what the latest attempt has reported since. */
  listen(reports: JobReports): void {
    for (const event of this.#report?.next() ?? []) {
      if (event.type === 'job') {
        this.failure = event.state === 'failed' ? (event.detail ?? 'it failed') : undefined;
        const isEnd = event.state !== 'started' && event.state !== 'failed';
        if (isEnd && this.told) continue; // It was run twice.
        this.told ||= isEnd;
      }
      reports.show(this.job.name, event);
    }
  }

  /**
   * Writes the order for one attempt more.
   *
   * @param counts whether the latest one ended in vain, unless some work was kept since it was ordered
   */
  async next(counts: boolean): Promise<void> {
    const { attempt, inVain, kept: before } = this.#tries;
    const kept = await keptWork(this.place.store, this.job);
    const tries = { attempt: attempt + 1, inVain: kept === before ? inVain + Number(counts) : 0, kept };
    // Earlier results are removed before the first attempt; a later one goes on.
    const order = jobOrder(this.job, { ...this.place, fresh: false });
    await writeOrder(this.place.store, this.#order, order, tries);
    this.#take(tries);
  }

  /** Whether one attempt more, after one that ended in vain, would be the one too many. */
  async isHopeless(most: number): Promise<boolean> {
    const { inVain, kept } = this.#tries;
    return inVain + 1 >= most && kept === (await keptWork(this.place.store, this.job));
  }

  /** Withdraws the order: whoever still works on it ends. */
  async drop(): Promise<void> {
    if (this.ordered) await dropOrder(this.place.store, this.#order, this.#tries.attempt);
    this.ordered = false;
  }

  #take(tries: Tries): void {
    this.#tries = tries;
    this.#report = new ReportReader(this.place.store, this.attempt);
    this.failure = undefined;
    this.ordered = true;
  }
}
