import type { JobSummary } from '../api';
import { durationText } from './texts';

/** A job's state, by colour and in words. */
export function State({ state }: Pick<JobSummary, 'state'>) {
  return (
    <span class="chip">
      <span class={`dot ${state}`} aria-hidden="true" />
      {state}
    </span>
  );
}

/** A job's state and, while it runs, how far its command is. */
export function OneState({ summary: { state, done, left } }: { readonly summary: JobSummary }) {
  return (
    <>
      <State state={state} />
      {done !== null && <span class="muted small"> {Math.floor(100 * done)} %</span>}
      {left !== null && <span class="muted small">, {durationText(left)} left</span>}
    </>
  );
}

/** How many jobs are in each state; of one job, how far it is. */
export function States({ jobs }: { readonly jobs: readonly JobSummary[] }) {
  const [only] = jobs;
  if (jobs.length === 1 && only !== undefined) return <OneState summary={only} />;
  const counts = new Map<JobSummary['state'], number>();
  for (const { state } of jobs) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (
    <span class="chips">
      {[...counts].map(([state, count]) => (
        <span class="chip" key={state}>
          <span class={`dot ${state}`} aria-hidden="true" />
          {count} {state}
        </span>
      ))}
    </span>
  );
}
