import { useEffect, useRef, useState } from 'preact/hooks';
import type { Curve, JobSummary, JobsChanged, LogGrown, Point } from '../api';
import { thin } from '../thin';
import { query } from './route';

/** Points of a curve that the page keeps. */
const most = 4000;

/** What the server has told so far. */
export interface Live {
  /** undefined until it has said something. */
  readonly jobs: ReadonlyMap<string, JobSummary> | undefined;
  readonly missing: readonly string[];
  /** The curves of the watched jobs, by job. */
  readonly curves: ReadonlyMap<string, ReadonlyMap<string, readonly Point[]>>;
  /** Why the log of a watched job cannot be read, by job. */
  readonly faults: ReadonlyMap<string, string>;
  readonly isConnected: boolean;
}

const nothing: Live = {
  jobs: undefined,
  missing: [],
  curves: new Map(),
  faults: new Map(),
  isConnected: false,
};

/**
 * Follows the server's messages, and after an interruption goes on where they broke off. A page that nobody sees lets go of its
 * connection: browsers allow six to a server.
 */
export function useLive(watched: readonly string[]): Live {
  const [state, setState] = useState(nothing);
  const last = useRef('');
  const key = query({ job: watched });
  useEffect(() => {
    let source: EventSource | undefined;
    const hear = <T>(type: string, change: (state: Live, data: T) => Live) =>
      source?.addEventListener(type, (message) => {
        last.current = message.lastEventId;
        const data = JSON.parse(message.data) as T;
        setState((state) => change(state, data));
      });
    const open = () => {
      source = new EventSource(`/api/live?${key}&${query({ after: [last.current] })}`);
      source.onopen = () => setState((state) => ({ ...state, isConnected: true }));
      source.onerror = () => setState((state) => ({ ...state, isConnected: false }));
      hear('jobs', withJobs);
      hear('log', withLog);
    };
    const close = () => {
      source?.close();
      source = undefined;
    };
    const follow = () => {
      if (document.hidden) close();
      else if (source === undefined) open();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      close();
    };
  }, [key]);
  return state;
}

function withJobs(state: Live, { anew, jobs: changed, removed, missing }: JobsChanged): Live {
  const jobs = new Map(anew ? [] : state.jobs);
  for (const summary of changed) jobs.set(summary.job, summary);
  for (const job of removed) jobs.delete(job);
  return { ...state, jobs, missing };
}

function withLog(state: Live, { job, anew, curves, fault }: LogGrown): Live {
  const own = new Map(anew ? [] : state.curves.get(job));
  for (const { name, points } of curves) own.set(name, joined(own.get(name), points));
  const faults = new Map(state.faults);
  if (fault === undefined) faults.delete(job);
  else faults.set(job, fault);
  return { ...state, curves: new Map(state.curves).set(job, own), faults };
}

function joined(before: readonly Point[] | undefined, points: Curve['points']): readonly Point[] {
  return before === undefined ? points : thin([...before, ...points], most);
}
