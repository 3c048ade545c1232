import { formatDuration } from '@exmodel/loggers';
import { grouped } from '../reports/grouped';
import { count, seconds } from '../reports/quantities';
import type { Report } from '../reports/report';
import { type PlannedJob, stateText } from './look-up-jobs';

/** The numbers of a plan. */
export interface PlanTotals {
  readonly jobs: number;
  /** Diverged ones included. */
  readonly finished: number;
  /**
   * Seconds that the others take, one after the other, if each takes as long as the finished ones of its series did; null if a
   * series has none. The training of experts is not included.
   */
  readonly secondsLeft: number | null;
}

export function planTotals(jobs: readonly PlannedJob[]): PlanTotals {
  const isFinished = ({ state }: PlannedJob) => state === 'finished' || state === 'diverged';
  const left = jobs.filter((job) => !isFinished(job));
  const times = grouped(
    jobs.filter(({ state }) => state === 'finished'),
    ({ series }) => series,
  );
  const sum = [...grouped(left, ({ series }) => series)].reduce((total, [series, { length }]) => {
    const own = times.get(series) ?? [];
    return total + (length * own.reduce((all, { seconds = 0 }) => all + seconds, 0)) / own.length;
  }, 0);
  return {
    jobs: jobs.length,
    finished: jobs.length - left.length,
    secondsLeft: Number.isNaN(sum) ? null : sum,
  };
}

/**
 * The jobs of an experiment or a study, and how far each is.
 *
 * @param folder of their results, as the user would write it
 */
export function planReport(jobs: readonly PlannedJob[], folder: string): Report {
  const totals = planTotals(jobs);
  const left = totals.jobs - totals.finished;
  const hasPoints = jobs.some(({ point }) => point !== undefined);
  return {
    blocks: [
      {
        kind: 'table',
        columns: [
          { heading: 'job', align: 'left' },
          ...(hasPoints ? [{ heading: 'values', align: 'left' } as const] : []),
          { heading: 'seed', align: 'right' },
          { heading: 'state', align: 'left' },
          { heading: 'time', align: 'right' },
        ],
        rows: jobs.map((job) => [
          job.name,
          ...(hasPoints ? [job.point ?? 'the best'] : []),
          count(job.seed),
          stateText(job) ?? (job.state === 'unchosen' ? 'waits for the choice' : 'to do'),
          job.seconds === undefined ? null : seconds(job.seconds),
        ]),
      },
      {
        kind: 'paragraph',
        text: `${totals.finished} of ${totals.jobs} jobs are finished, in ${folder}.${leftText(left, totals)}`,
      },
    ],
  };
}

function leftText(left: number, { secondsLeft }: PlanTotals): string {
  if (left === 0) return '';
  if (secondsLeft === null)
    return ' How long the others take is not known: of some strategies or variants no job has finished.';
  const time = formatDuration(1000 * secondsLeft);
  return ` The other ${left} take about ${time} one after the other, if each takes as long as the finished ones of its kind; experts that are not trained yet take longer.`;
}
