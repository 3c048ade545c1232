import type { FoundJob, FoundState } from '../storage/find-jobs';
import { grouped } from './grouped';
import { seconds, share } from './quantities';
import type { Report } from './report';

/** The jobs that have begun, as people read it. */
export function statusReport(jobs: readonly FoundJob[]): Report {
  const counts = [...grouped(jobs, ({ state }) => state)].map(([state, { length }]) => `${length} ${state}`);
  return {
    blocks: [
      {
        kind: 'table',
        columns: [
          { heading: 'job', align: 'left' },
          { heading: 'state', align: 'left' },
          { heading: 'accuracy', align: 'right' },
          { heading: 'time', align: 'right' },
          { heading: 'last sign', align: 'left' },
        ],
        rows: jobs.map((job) => [
          job.folder,
          stateText(job),
          share(job.accuracy),
          job.seconds === undefined ? null : seconds(job.seconds),
          job.time === undefined ? null : job.time.replace(/\.\d+Z$/, 'Z'),
        ]),
      },
      {
        kind: 'paragraph',
        text: `${counts.join(', ')}. Jobs that have not begun are not here: exmodel plan FILE shows them.`,
      },
    ],
  };
}

const words: Readonly<Record<FoundState, string>> = {
  finished: 'finished',
  diverged: 'diverged',
  running: 'running',
  failed: 'failed',
  cancelled: 'cancelled',
  stopped: 'stopped',
  unreadable: 'cannot be read',
};

function stateText({ state, host, last, checkpoint, onValidation }: FoundJob): string {
  if (onValidation) return `${words[state]}, measured on validation images`;
  const word = host === undefined ? words[state] : `${words[state]} on ${host}`;
  const what = last === undefined ? word : `${word}: ${last}`;
  if (checkpoint === undefined) return what;
  const again = checkpoint ? 'goes on from a checkpoint' : 'starts anew';
  return `${what}; the same command ${again}`;
}
