import { formatDuration } from '@exmodel/loggers';
import { bytesText } from '../config/bytes-text';
import { count, seconds } from '../reports/quantities';
import type { Report } from '../reports/report';
import { type PlannedJob, stateText } from './look-up-jobs';
import type { PlanNeeds } from './measured-plan';

/** The numbers of a plan. */
export interface PlanTotals {
  readonly jobs: number;
  /** Diverged ones included. */
  readonly finished: number;
  /** Seconds that the others take, one after the other, with experts that are to be trained; null if it is not known. */
  readonly secondsLeft: number | null;
  /** Of that, the training of experts. */
  readonly expertSeconds: number | null;
  /** Bytes of memory that the largest of the others needs, at the least; 0 if none is left. */
  readonly memory: number;
  /** Bytes on the disk that all take, about, when they are finished; null if it is not known. */
  readonly disk: number | null;
}

export function planTotals(jobs: readonly PlannedJob[], needs: PlanNeeds): PlanTotals {
  const finished = jobs.filter(({ state }) => state === 'finished' || state === 'diverged').length;
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce<number | null>(
      (total, value) => (total === null || value === undefined ? null : total + value),
      0,
    );
  return {
    ...{ jobs: jobs.length, finished },
    secondsLeft: sum([...needs.jobs.map((job) => job.seconds), needs.expertSeconds]),
    expertSeconds: needs.expertSeconds ?? null,
    memory: Math.max(0, ...needs.jobs.map(({ memory }) => memory)),
    disk: sum(needs.jobs.map(({ disk }) => disk)),
  };
}

/** How much there is of what a plan needs. */
export interface Room {
  /** How many of its jobs fit into memory and on the cores at once. */
  readonly atOnce: number;
  /** Free bytes on the disk of the results. */
  readonly disk: number;
}

/**
 * The jobs of an experiment or a study, how far each has got, and what it takes.
 *
 * @param folder of their results, as the user would write it
 */
export function planReport(
  jobs: readonly PlannedJob[],
  needs: PlanNeeds,
  room: Room,
  folder: string,
): Report {
  const totals = planTotals(jobs, needs);
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
          ...(left > 0
            ? [{ heading: 'left', align: 'right' } as const, { heading: 'memory', align: 'right' } as const]
            : []),
        ],
        rows: jobs.map((job, i) => {
          const own = needs.jobs[i];
          return [
            job.name,
            ...(hasPoints ? [job.point ?? 'the best'] : []),
            count(job.seed),
            stateText(job) ?? (job.state === 'unchosen' ? 'waits for the choice' : 'to do'),
            job.seconds === undefined ? null : seconds(job.seconds),
            ...(left > 0
              ? [own?.seconds ? seconds(own.seconds) : null, own?.memory ? bytesText(own.memory) : null]
              : []),
          ];
        }),
      },
      {
        kind: 'paragraph',
        text: `${totals.finished} of ${totals.jobs} jobs are finished, in ${folder}.${left === 0 ? '' : leftText(left, totals, room)}`,
      },
    ],
  };
}

function leftText(left: number, totals: PlanTotals, { atOnce, disk }: Room): string {
  const { secondsLeft, expertSeconds, memory } = totals;
  const experts = expertSeconds ? `, of which ${formatDuration(1000 * expertSeconds)} are for experts` : '';
  const time =
    secondsLeft === null
      ? 'How long the others take is not known: their data are not here.'
      : `The other ${left} take about ${formatDuration(1000 * secondsLeft)} one after the other${experts}: as long as finished ones of their kind, or by a training step that was measured just now.`;
  const most = atOnce === 1 ? 'one at a time' : `${atOnce} at once (--jobs ${atOnce})`;
  const space =
    totals.disk === null
      ? ''
      : ` On the disk all take about ${bytesText(totals.disk)}; ${bytesText(disk)} are free.`;
  return ` ${time} A job needs at least ${bytesText(memory)} of memory: here is room for ${most}.${space}`;
}
