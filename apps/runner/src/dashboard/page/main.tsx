import { render } from 'preact';
import { ComparePage, mostWatched } from './compare-page';
import { takeToken } from './control';
import { JobPage } from './job-page';
import { Overview } from './overview';
import { ReportFrame } from './report-frame';
import { query, useRoute } from './route';
import { lastPart } from './texts';
import { useLive } from './use-live';

function Page() {
  const { view, jobs, group } = useRoute();
  const watched = view === 'job' || view === 'compare' ? jobs.slice(0, mostWatched) : [];
  const live = useLive(watched);
  const [job = ''] = jobs;
  const place = view === 'job' ? job : view === 'report' ? (group ?? '') : '';
  return (
    <>
      <header class="top">
        <div>
          <a class="brand" href="#/">
            <img src="/icon.svg" alt="" /> exmodel
          </a>
          <span class="crumbs">{place}</span>
          <span class={live.isConnected ? 'live' : 'live off'} role="status">
            {live.isConnected ? 'live' : 'not connected: is exmodel serve running?'}
          </span>
        </div>
      </header>
      <main>
        {view === 'job' ? (
          <JobPage key={job} live={live} job={job} />
        ) : view === 'compare' ? (
          <ComparePage live={live} jobs={jobs} />
        ) : view === 'report' && group !== undefined ? (
          <>
            <h1>{lastPart(group)}</h1>
            <ReportFrame
              key={group}
              address={`/report?${query({ group: [group] })}`}
              title={`report of ${group}`}
            />
          </>
        ) : (
          <Overview live={live} />
        )}
      </main>
    </>
  );
}

takeToken();
render(<Page />, document.body);
