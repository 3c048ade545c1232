import type { EventStream, Sink } from '@exmodel/loggers';
import { asError, failureReason } from '../reports/failure-text';
import { percent } from '../reports/percent';
import type { Metrics } from '../storage/metrics-file';
import { follow } from '../teaching/follow';
import { reportProgress } from '../teaching/report-progress';
import type { WorkMeter } from '../teaching/work-meter';
import type { Job, JobOutcome } from './job';
import type { JobProgress } from './job-event';
import { type JobLogs, jobLogs } from './job-logs';
import { jobWork } from './job-work';
import { learnStream } from './learn-stream';
import type { StrategyRun } from './strategy-run';

export interface RunJobOptions<J extends Job> extends StrategyRun {
  readonly job: J;
  readonly events: EventStream;
  readonly meter: WorkMeter;
}

/** Runs one job in its folder, which has been started, reports its progress and writes its logs. Never throws. */
export async function runJob<J extends Job>(options: RunJobOptions<J>): Promise<JobOutcome<J>> {
  const { job, events, store } = options;
  const logs = jobLogs(store.pathOf(job.key));
  const { sinks } = logs;
  for (const sink of sinks) events.add(sink);
  try {
    events.emit({ type: 'job', job: job.name, state: 'started' });
    const metrics = await learnAndReport({ ...options, store: logs.guard(store) }, logs);
    const detail = `${percent(metrics.accuracy)} % over all classes`;
    events.emit({ type: 'job', job: job.name, state: 'finished', detail });
    logs.reportIncomplete(events);
    return { job, metrics };
  } catch (error) {
    const failure = asError(error);
    events.emit({ type: 'job', job: job.name, state: 'failed', detail: failureReason(failure) });
    return { job, failure };
  } finally {
    await close(sinks, events);
  }
}

async function learnAndReport(options: RunJobOptions<Job>, logs: JobLogs): Promise<Metrics> {
  const { job, context, definition, events, meter } = options;
  const warnOnce = divergenceWarning(job.name, events);
  let workLeft = jobWork(definition, context.config, context.benchmark);
  try {
    return await follow(learnStream(options), (event) => {
      logs.refuseIncomplete();
      if (event.type !== 'progress') {
        events.emit({ job: job.name, ...event });
        return;
      }
      warnOnce(event);
      const { detail, experience, work, loss, curve } = event;
      workLeft -= work;
      const { length: total } = context.benchmark.experiences;
      reportProgress(
        { events, meter },
        { phase: job.name, detail, done: experience + 1, total, work, loss, ...(curve && { curve }) },
      );
    });
  } catch (error) {
    meter.drop(Math.max(0, workLeft)); // The time left is that of the other jobs.
    throw error;
  }
}

/** Warns the first time that a loss is no number any more. */
function divergenceWarning(name: string, events: EventStream): (event: JobProgress) => void {
  let diverged = false;
  return ({ loss, experience, detail }) => {
    if (diverged || loss === undefined || Number.isFinite(loss)) return;
    diverged = true;
    const text = `${name} diverged: the loss is ${loss} at expert ${experience + 1}, ${detail}. Lower its learning rate.`;
    events.emit({ type: 'message', level: 'warning', text });
  };
}

/** Closes a job's logs. One that cannot be closed is reported: the results are what counts. */
async function close(sinks: readonly Sink[], events: EventStream): Promise<void> {
  for (const sink of sinks) events.remove(sink);
  for (const sink of sinks) {
    try {
      await sink.close();
    } catch (error) {
      const text = `The log "${sink.name}" may be incomplete. ${asError(error).message}`;
      events.emit({ type: 'message', level: 'warning', text });
    }
  }
}
