import type { JobSummary } from '../api';
import { linkTo } from './route';
import { State } from './state-text';
import { durationText, lastPart, nameOf } from './texts';

/** A job that runs: how far it is, and how long still. */
export function RunningCard({ summary }: { readonly summary: JobSummary }) {
  const { job, group, last } = summary;
  return (
    <a class="card" href={linkTo('job', [job])}>
      <div class="row">
        <strong>{nameOf(summary)}</strong>
        <State state={summary.state} />
      </div>
      <div class="muted small">{lastPart(group)}</div>
      <Progress summary={summary} />
      <div class="small">{last ?? 'starting'}</div>
    </a>
  );
}

/** How much of the command's work is done. */
export function Progress({ summary: { job, done, left } }: { readonly summary: JobSummary }) {
  if (done === null) return null;
  return (
    <>
      <progress value={done} max={1} aria-label={`work of the command that runs ${job}`} />
      <div class="row small muted">
        <span>{Math.floor(100 * done)} % of all jobs of its command</span>
        <span>{left === null ? '' : `${durationText(left)} left`}</span>
      </div>
    </>
  );
}
