import type { EventStream } from '@exmodel/loggers';
import type { JobReport } from './job-order';
import { JobsProgress } from './jobs-progress';

/** Shows what several jobs report that run beside one another: one line of progress for all, and what matters of the rest. */
export class JobReports {
  readonly #events: EventStream;
  readonly #progress: JobsProgress;
  /** The texts of messages that were shown. */
  readonly #said = new Set<string>();

  /** @param total jobs in all */
  constructor(events: EventStream, total: number) {
    this.#events = events;
    this.#progress = new JobsProgress(total);
  }

  /** Passes on an event of a job. That it failed is left to the caller, who knows whether it is tried again. */
  show(job: string, report: JobReport): void {
    if (report.type === 'progress') {
      this.#events.emit(this.#progress.observe(job, report));
      return;
    }
    if (isOfOneProcess(report)) return;
    if (report.type === 'message') {
      // What is said of the experts that jobs share, every process says.
      if (this.#said.has(report.text)) return;
      this.#said.add(report.text);
    }
    this.#events.emit(report);
  }

  /** Counts a job as done, finished or failed. */
  end(job: string): void {
    this.#events.emit(this.#progress.end(job));
  }
}

/** Whether an event is not worth a line beside other jobs. */
function isOfOneProcess(report: JobReport): boolean {
  switch (report.type) {
    case 'histogram':
      return true;
    case 'message':
      return report.level === 'info';
    case 'job':
      // A failure is the caller's to report; that it started, the line of progress says.
      return ['started', 'failed', 'cancelled'].includes(report.state);
    case 'run':
    case 'end':
      return true;
    case 'metric':
    case 'image':
    case 'progress':
      return false;
    default:
      return report satisfies never;
  }
}
