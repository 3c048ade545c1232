import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { JobSummary } from '../api';
import { linkTo, linkToGroup } from './route';
import { Scroll } from './scroll';
import { OneState, States } from './state-text';
import { agoText, durationText, lastPart, meanOf, valueText } from './texts';

export interface Selection {
  readonly selected: ReadonlySet<string>;
  readonly toggle: (jobs: readonly string[]) => void;
}

interface Series {
  readonly name: string;
  readonly jobs: readonly JobSummary[];
  readonly candidates: number;
  readonly accuracy: ReturnType<typeof meanOf>;
}

interface GroupProps extends Selection {
  readonly group: string;
  readonly jobs: readonly JobSummary[];
  readonly isOpen: boolean;
  readonly now: number;
}

/** An experiment or a study: its series, the most accurate first. What is in it is drawn when it is opened. */
export function GroupCard({ group, jobs, isOpen, now, selected, toggle }: GroupProps) {
  const [open, setOpen] = useState(isOpen);
  const series = seriesOf(jobs);
  const [best] = series;
  const time = jobs.reduce((latest, { time }) => (time !== null && time > latest ? time : latest), '');
  return (
    <details class="group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>{lastPart(group)}</h2>
        {best?.accuracy !== undefined && (
          <span class="small">
            best: {best.name}, {best.accuracy.text} %
          </span>
        )}
        <span class="end">
          <States jobs={jobs.filter(({ isCandidate }) => !isCandidate)} />
          <span>{agoText(time === '' ? null : time, now)}</span>
        </span>
      </summary>
      {open && (
        <div>
          <p class="muted small">
            <code>{group}</code> · <a href={linkToGroup(group)}>report of all of them</a>
          </p>
          <Scroll name={`runs of ${group}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">run</th>
                  <th scope="col" class="right">
                    accuracy (%)
                  </th>
                  <th scope="col">0 to 100, with 95 % interval</th>
                  <th scope="col" class="right">
                    forgetting
                  </th>
                  <th scope="col" class="right">
                    time
                  </th>
                  <th scope="col">state</th>
                </tr>
              </thead>
              <tbody>
                {series.map((each) => (
                  <SeriesRows key={each.name} series={each} selected={selected} toggle={toggle} />
                ))}
              </tbody>
            </table>
          </Scroll>
        </div>
      )}
    </details>
  );
}

function SeriesRows({ series, selected, toggle }: Selection & { readonly series: Series }) {
  const [isOpen, setOpen] = useState(false);
  const { name, jobs, candidates, accuracy } = series;
  const [only] = jobs;
  const single = jobs.length === 1 && only !== undefined && only.name === '';
  const ids = jobs.map(({ job }) => job);
  const times = jobs.flatMap(({ seconds }) => seconds ?? []);
  const mean = times.length === 0 ? null : times.reduce((sum, value) => sum + value, 0) / times.length;
  return (
    <Fragment>
      <tr>
        <th scope="row">
          <Choice jobs={ids} label={name} selected={selected} toggle={toggle} />{' '}
          {single ? <a href={linkTo('job', ids)}>{name}</a> : name}{' '}
          {!single && (
            <button type="button" class="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {jobs.length} {jobs.length === 1 ? 'run' : 'runs'}
            </button>
          )}
          {candidates > 0 && <span class="muted small"> and {candidates} candidates of its grid</span>}
        </th>
        <td class="right">{accuracy === undefined ? '–' : accuracy.text}</td>
        <td class="figure">{accuracy !== undefined && <Interval {...accuracy} />}</td>
        <td class="right">{meanOf(jobs.map(({ forgetting }) => forgetting))?.text ?? '–'}</td>
        <td class="right">{durationText(mean)}</td>
        <td>
          <States jobs={jobs} />
        </td>
      </tr>
      {isOpen &&
        jobs.map((job) => (
          <tr class="one" key={job.job}>
            <th scope="row">
              <Choice jobs={[job.job]} label={job.job} selected={selected} toggle={toggle} />{' '}
              <a href={linkTo('job', [job.job])}>{job.name === '' ? job.series : job.name}</a>
            </th>
            <td class="right">{valueText(job.accuracy, true).replace(' %', '')}</td>
            <td class="figure">{job.accuracy !== null && <Interval value={job.accuracy} />}</td>
            <td class="right">{valueText(job.forgetting, true).replace(' %', '')}</td>
            <td class="right">{durationText(job.seconds)}</td>
            <td>
              <OneState summary={job} />
              {job.state !== 'finished' && job.last !== null && <div class="muted small">{job.last}</div>}
            </td>
          </tr>
        ))}
    </Fragment>
  );
}

function Choice({
  jobs,
  label,
  selected,
  toggle,
}: Selection & { readonly jobs: readonly string[]; readonly label: string }) {
  const isChosen = jobs.length > 0 && jobs.every((job) => selected.has(job));
  return (
    <input type="checkbox" checked={isChosen} aria-label={`compare ${label}`} onChange={() => toggle(jobs)} />
  );
}

/** A share on a line from 0 to 1, with its interval. The numbers stand beside it. */
function Interval({ value, interval = 0 }: { readonly value: number; readonly interval?: number }) {
  const at = (share: number) => 100 * Math.min(1, Math.max(0, share));
  return (
    <svg class="interval" aria-hidden="true">
      <line class="track" x1="0" x2="100%" y1="50%" y2="50%" />
      <line class="range" x1={`${at(value - interval)}%`} x2={`${at(value + interval)}%`} y1="50%" y2="50%" />
      <circle cx={`${at(value)}%`} cy="50%" r="4" />
    </svg>
  );
}

/** The series of a group: the most accurate first, then those without a result. */
function seriesOf(jobs: readonly JobSummary[]): Series[] {
  const groups = new Map<string, JobSummary[]>();
  for (const job of jobs) groups.set(job.series, [...(groups.get(job.series) ?? []), job]);
  return [...groups]
    .map(([name, all]) => {
      const runs = all.filter(({ isCandidate }) => !isCandidate);
      const accuracy = meanOf(runs.map(({ accuracy }) => accuracy));
      return { name, jobs: runs, candidates: all.length - runs.length, accuracy };
    })
    .toSorted((a, b) => (b.accuracy?.value ?? -1) - (a.accuracy?.value ?? -1));
}
