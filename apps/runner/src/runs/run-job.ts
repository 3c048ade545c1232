import { EventStream, formatDuration, type Sink } from '@exmodel/loggers';
import { jobConfig } from '../config/strategy-config';
import { ignoranceWarning } from '../experts/ignorant-experts';
import { asError, failureReason } from '../reports/failure-text';
import { percent } from '../reports/percent';
import type { Metrics } from '../storage/metrics-file';
import { follow } from '../teaching/follow';
import { reportProgress } from '../teaching/report-progress';
import type { WorkMeter } from '../teaching/work-meter';
import { failedState } from './failed-state';
import type { Job, JobOutcome } from './job';
import { type JobLogs, jobLogs } from './job-logs';
import { jobSinks } from './job-sinks';
import type { JobState } from './job-state';
import { jobWork } from './job-work';
import { learnStream } from './learn-stream';
import { runOf, type StrategyRun } from './strategy-run';

export interface RunJobOptions<J extends Job> extends StrategyRun {
  readonly job: J;
  readonly events: EventStream;
  readonly meter: WorkMeter;
  /** Tools of others that the job reports to: `mlflow=http://127.0.0.1:5000`. */
  readonly sinks?: readonly string[] | undefined;
}

/** Runs one job in its folder, which has been started, reports its progress and writes its logs. Never throws. */
export async function runJob<J extends Job>(options: RunJobOptions<J>): Promise<JobOutcome<J>> {
  const { job, events, store, from } = options;
  const logs = jobLogs(store.pathOf(job.key));
  const { sinks } = logs;
  const tools = jobSinks(options.sinks ?? [], {
    key: job.key,
    folder: store.pathOf(job.key),
    resume: from !== undefined,
  });
  const started = { type: 'job', job: job.name, state: 'started' } as const;
  // A log that goes on has that line already.
  if (from !== undefined) events.emit(started);
  for (const sink of [...sinks, ...tools]) events.add(sink);
  try {
    if (from === undefined) {
      events.emit(started);
      logConfiguration(options, runOf(options), sinks);
      logConfiguration(options, job.key, tools);
      logIgnorance(options, sinks);
    } else {
      logConfiguration(options, job.key, tools);
      events.emit({ type: 'message', level: 'info', text: `${job.name} goes on ${placeOf(options, from)}` });
    }
    logs.refuseIncomplete();
    const metrics = await learnAndReport(options, logs);
    const detail = `${percent(metrics.accuracy)} % over all classes`;
    if (!metrics.diverged) events.emit({ type: 'job', job: job.name, state: 'finished', detail });
    logs.reportIncomplete(events);
    return { job, metrics };
  } catch (error) {
    const failure = asError(error);
    const state = failedState(failure);
    events.emit({ type: 'job', job: job.name, state, detail: failureReason(failure) });
    return { job, failure };
  } finally {
    await close([...tools, ...sinks], events);
  }
}

/** The job's own logs say which run the job is part of; tools of others, which know no runs of jobs, get a name that is the job's own. */
function logConfiguration(
  { job, backend, context }: RunJobOptions<Job>,
  name: string,
  sinks: readonly Sink[],
): void {
  const config = jobConfig(context.config);
  const run = { type: 'run', name, jobs: [job.name], backend, seed: config.seed, config } as const;
  for (const sink of sinks) new EventStream([sink]).emit(run);
}

/** The log of a job has the warning that was shown when its experts were ready, before it began. */
function logIgnorance({ context, definition }: StrategyRun, sinks: readonly Sink[]): void {
  if (definition.withoutExperts === true) return;
  const text = ignoranceWarning(context.experts, context);
  if (text !== undefined) new EventStream(sinks).emit({ type: 'message', level: 'warning', text });
}

function placeOf({ context: { benchmark } }: StrategyRun, { experience, times }: JobState): string {
  const after = `after ${formatDuration(1000 * times.total)} of work`;
  const { length } = benchmark.experiences;
  return experience < length ? `at expert ${experience + 1} of ${length}, ${after}` : `at its end, ${after}`;
}

async function learnAndReport(options: RunJobOptions<Job>, logs: JobLogs): Promise<Metrics> {
  const { job, context, definition, events, meter, from } = options;
  const workBefore = from?.work ?? 0;
  meter.drop(workBefore);
  let workLeft = jobWork(definition, context.config, context.benchmark) - workBefore;
  const dropTheRest = () => meter.drop(Math.max(0, workLeft)); // The time left is that of the other jobs.
  try {
    const metrics = await follow(learnStream(options), (event) => {
      if (event.type === 'progress') {
        const { detail, experience, work, loss, curve } = event;
        workLeft -= work;
        const { length: total } = context.benchmark.experiences;
        reportProgress(
          { events, meter },
          { phase: job.name, detail, done: experience + 1, total, work, loss, ...(curve && { curve }) },
        );
      } else {
        events.emit({ job: job.name, ...event });
      }
      logs.refuseIncomplete(); // Before the stream goes on, and keeps a state or its metrics.
    });
    if (metrics.diverged) dropTheRest();
    return metrics;
  } catch (error) {
    dropTheRest();
    throw error;
  }
}

/** Closes a job's logs. One that cannot be closed is reported: the results are what counts. */
async function close(sinks: readonly Sink[], events: EventStream): Promise<void> {
  // One that was dropped is closed, and was reported.
  const open = sinks.filter((sink) => events.remove(sink));
  for (const sink of open) {
    try {
      await sink.close();
    } catch (error) {
      const text = `The log "${sink.name}" may be incomplete. ${asError(error).message}`;
      events.emit({ type: 'message', level: 'warning', text });
    }
  }
}
