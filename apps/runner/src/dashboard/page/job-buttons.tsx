import { useState } from 'preact/hooks';
import type { JobSummary } from '../api';
import { act, hasToken } from './control';

/** What can be done with each state. */
const actions: Partial<Record<JobSummary['state'], readonly ['cancel' | 'retry', string]>> = {
  running: ['cancel', 'Cancel this job'],
  failed: ['retry', 'Run this job again'],
  stopped: ['retry', 'Resume this job'],
  cancelled: ['retry', 'Resume this job'],
};

/** A button for what can be done with a job, in a page that may. */
export function JobButtons({ job, state }: Pick<JobSummary, 'job' | 'state'>) {
  const [asked, setAsked] = useState<JobSummary['state']>();
  const [fault, setFault] = useState<string>();
  const [action, label] = actions[state] ?? [];
  if (action === undefined || !hasToken()) return null;
  const ask = async () => {
    setAsked(state);
    const answer = await act(action, { job });
    setFault(answer);
    if (answer !== undefined) setAsked(undefined);
  };
  return (
    <>
      <p>
        <button type="button" disabled={asked === state} onClick={() => void ask()}>
          {label}
        </button>
      </p>
      {fault !== undefined && <p role="alert">{fault}</p>}
    </>
  );
}
