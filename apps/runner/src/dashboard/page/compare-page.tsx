import { chartsOfJobs } from './charts';
import { Curves } from './curves';
import { ReportFrame } from './report-frame';
import { query } from './route';
import { nameOf } from './texts';
import type { Live } from './use-live';

/** Runs whose curves are drawn together; the report has all. */
export const mostWatched = 8;

/** Several runs: their curves in the same charts, and the report of those that are finished. */
export function ComparePage({ live, jobs }: { readonly live: Live; readonly jobs: readonly string[] }) {
  const shown = jobs.slice(0, mostWatched);
  const isOneGroup = new Set(shown.map((job) => live.jobs?.get(job)?.group)).size === 1;
  const charts = chartsOfJobs(
    shown.map((job) => {
      const summary = live.jobs?.get(job);
      const label = summary !== undefined && isOneGroup ? nameOf(summary) : job;
      return { label, curves: live.curves.get(job) ?? new Map() };
    }),
  );
  return (
    <>
      <h1>{jobs.length} runs compared</h1>
      {jobs.length > shown.length && (
        <p class="muted">The curves of the first {shown.length} are drawn; the report has all.</p>
      )}
      <Curves charts={charts} />
      <section>
        <h2>Report of the finished runs</h2>
        <ReportFrame address={`/report?${query({ job: jobs })}`} title="report of the runs compared" />
      </section>
    </>
  );
}
