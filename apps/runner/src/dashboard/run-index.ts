import { randomBytes } from 'node:crypto';
import type { JobSummary, JobsChanged } from './api';
import { type JobFolder, JobFolders } from './find-job-folders';
import { jobSummary } from './job-summary';

/** A search takes at most one part of so many of the time. */
const parts = 10;

interface Known {
  readonly folder: JobFolder;
  readonly summary: JobSummary;
  /** The version of the index in which the summary became this one. */
  readonly since: number;
}

/**
 * All jobs below some folders, as they were at the last search. It keeps what a finished job's `metrics.json` says, so that thousands of
 * jobs are looked at again in a moment.
 */
export class RunIndex {
  /** Versions of another process's index mean nothing here. */
  readonly epoch = randomBytes(6).toString('hex');
  readonly #folders: JobFolders;
  readonly #jobs = new Map<string, Known>();
  readonly #removed = new Map<string, number>();
  #missing: readonly string[] = [];
  #version = 0;
  #searching: Promise<void> | undefined;
  #searched = Number.NEGATIVE_INFINITY;
  #cost = 0;

  /**
   * @param roots absolute paths of folders of runs
   * @param shownAs how a folder is written, and how the page asks for its job
   */
  constructor(
    roots: readonly string[],
    readonly shownAs: (folder: string) => string,
  ) {
    this.#folders = new JobFolders(roots);
  }

  /**
   * Searches, unless the last search is younger than `interval` milliseconds, or than nine times what it took. An interval of 0 always searches.
   */
  async refresh(interval: number): Promise<void> {
    const pause = interval === 0 ? 0 : Math.max(interval, (parts - 1) * this.#cost);
    if (performance.now() - this.#searched < pause) return;
    this.#searching ??= this.#search().finally(() => {
      this.#searching = undefined;
    });
    await this.#searching;
  }

  /** The folder of a job that was found, or undefined: no other folder is ever read. */
  folderOf(job: string): JobFolder | undefined {
    return this.#jobs.get(job)?.folder;
  }

  summaryOf(job: string): JobSummary | undefined {
    return this.#jobs.get(job)?.summary;
  }

  /** The jobs of an experiment or a study. */
  jobsOf(group: string): string[] {
    return [...this.#jobs].flatMap(([job, { summary }]) => (summary.group === group ? [job] : []));
  }

  get version(): number {
    return this.#version;
  }

  /** What changed after a version of this index; after version 0, everything. */
  changesSince(version: number): JobsChanged {
    const jobs = [...this.#jobs.values()].flatMap(({ summary, since }) => (since > version ? [summary] : []));
    const removed =
      version === 0 ? [] : [...this.#removed].flatMap(([job, since]) => (since > version ? [job] : []));
    return { anew: version === 0, jobs, removed, missing: this.#missing };
  }

  async #search(): Promise<void> {
    const began = performance.now();
    const { found, missing } = await this.#folders.find();
    const next = this.#version + 1;
    const gone = new Set(this.#jobs.keys());
    let isChanged = missing.length !== this.#missing.length;
    this.#missing = missing.map(this.shownAs);
    for (const [i, folder] of found.entries()) {
      if (i % 200 === 199) await new Promise(setImmediate);
      const job = this.shownAs(folder.given);
      gone.delete(job);
      const known = this.#jobs.get(job);
      // Nothing changes in a finished job without a sign; the others go on.
      if (known?.folder.version === folder.version && folder.hasMetrics) continue;
      const summary = jobSummary(folder, this.shownAs);
      const isSame = known !== undefined && JSON.stringify(summary) === JSON.stringify(known.summary);
      if (!isSame) isChanged = true;
      this.#jobs.set(job, isSame ? { ...known, folder } : { folder, summary, since: next });
      this.#removed.delete(job);
    }
    for (const job of gone) {
      this.#jobs.delete(job);
      this.#removed.set(job, next);
      isChanged = true;
    }
    if (isChanged) this.#version = next;
    this.#searched = performance.now();
    this.#cost = this.#searched - began;
  }
}
