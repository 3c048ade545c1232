import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { JobDetail, JobMetrics, JobSummary } from '../api';
import { chartsOfJob } from './charts';
import { Curves } from './curves';
import { JobButtons } from './job-buttons';
import { LogView } from './log-view';
import { ReportFrame } from './report-frame';
import { query } from './route';
import { Progress } from './running-card';
import { Scroll } from './scroll';
import { State } from './state-text';
import { durationText, nameOf, valueText } from './texts';
import { useJson } from './use-json';
import type { Live } from './use-live';

/** What a state means that is not plain, and what to do. */
const advice: Partial<Record<JobSummary['state'], string>> = {
  stopped:
    'Its process is gone, and it left no result. Run the same command again, or exmodel retry: it goes on from its last checkpoint.',
  failed:
    'It ended with an error; the log below says which. Once that is mended, exmodel retry runs it again.',
  cancelled: 'Somebody cancelled it. Run the same command again to go on.',
  diverged: 'Numbers became infinite or not a number. A smaller learning rate may help.',
};

/** As many levels as the colours of a heat map have. */
const levels = 10;

/** One job: how far it is, its curves as they grow, its results, images, log and configuration. */
export function JobPage({ live, job }: { readonly live: Live; readonly job: string }) {
  const summary = live.jobs?.get(job);
  const curves = live.curves.get(job);
  const size = [...(curves?.values() ?? [])].reduce((sum, points) => sum + points.length, 0);
  const version = `${JSON.stringify(summary)} ${size}`;
  const detail = useJson<JobDetail>(`/api/job?${query({ job: [job] })}`, version);
  if (live.jobs === undefined) return <p class="muted">Looking for the run…</p>;
  if (summary === undefined)
    return (
      <p>
        There is no run <code>{job}</code> here: its folder was removed or renamed. <a href="#/">All runs</a>
      </p>
    );
  const charts = curves === undefined ? [] : chartsOfJob(curves);
  const { accuracy, forgetting, seconds, scenario, strategy, seed, state, last } = summary;
  return (
    <>
      <h1>{nameOf(summary)}</h1>
      <p class="muted">
        <State state={state} /> · {scenario} · {strategy} · seed {seed}
        {state !== 'finished' && last !== null && <> · {last}</>}
      </p>
      {advice[state] !== undefined && <p class="muted">{advice[state]}</p>}
      <Progress summary={summary} />
      <JobButtons job={job} state={state} />
      <dl class="facts">
        <Fact name="accuracy" value={valueText(accuracy, true)} />
        <Fact name="forgetting" value={valueText(forgetting, true)} />
        <Fact name="time" value={durationText(seconds)} />
      </dl>
      {live.faults.has(job) && <p role="alert">There are no curves: {live.faults.get(job)}</p>}
      <Curves charts={charts} />
      {detail?.metrics && <Matrix {...detail.metrics} />}
      {detail && detail.images.length > 0 && (
        <section>
          <h2>Images the student learned from</h2>
          {detail.images.map((name) => (
            <figure key={name}>
              <figcaption>{name}: ten to a row, expert by expert</figcaption>
              <img
                src={`/api/image?${query({ job: [job], name: [name], v: [detail.imagesVersion] })}`}
                alt={`${name} of ${job}`}
              />
            </figure>
          ))}
        </section>
      )}
      <LogView key={job} job={job} version={version} />
      {detail?.config && <Configuration config={detail.config} />}
      {state === 'finished' && (
        <section>
          <h2>Report</h2>
          <Unfolded summary="forgetting, confusion, time, and the command that computes it again">
            <ReportFrame address={`/report?${query({ job: [job] })}`} title={`report of ${job}`} />
          </Unfolded>
        </section>
      )}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** What is made only when it is asked for. */
function Unfolded({ summary, children }: { readonly summary: string; readonly children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && children}
    </details>
  );
}

/** What was known of each experience after each expert. */
function Matrix({ accuracyMatrix }: JobMetrics) {
  const columns = accuracyMatrix[0]?.length ?? 0;
  if (accuracyMatrix.length === 0 || columns > 25) return null;
  return (
    <section>
      <h2>Accuracy on each experience (%)</h2>
      <Scroll name="accuracy matrix">
        <table class="heat">
          <thead>
            <tr>
              <th scope="col">after expert</th>
              {Array.from({ length: columns }, (_, e) => (
                <th key={String(e)} scope="col">
                  {e + 1}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {accuracyMatrix.map((row, k) => (
              <tr key={String(k)}>
                <th scope="row">{k + 1}</th>
                {row.map((share, e) => (
                  <td
                    key={String(e)}
                    class={share === null ? '' : `h${Math.round(levels * Math.min(1, Math.max(0, share)))}`}
                  >
                    {valueText(share, true).replace(' %', '')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Configuration({ config }: { readonly config: Readonly<Record<string, unknown>> }) {
  return (
    <section>
      <h2>Configuration</h2>
      <details class="more">
        <summary>{Object.keys(config).length} keys</summary>
        <Scroll name="configuration">
          <table>
            <thead>
              <tr>
                <th scope="col">key</th>
                <th scope="col">value</th>
              </tr>
            </thead>
            <tbody>
              {Object.entries(config).map(([key, value]) => (
                <tr key={key}>
                  <th scope="row">{key}</th>
                  <td>
                    <code>{JSON.stringify(value)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </section>
  );
}
