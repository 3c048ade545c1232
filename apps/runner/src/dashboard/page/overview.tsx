import { useState } from 'preact/hooks';
import type { JobSummary } from '../api';
import { GroupCard } from './group-card';
import { linkTo } from './route';
import { RunningCard } from './running-card';
import { StartForm } from './start-form';
import type { Live } from './use-live';

/** Groups that are open at first. */
const firstOpen = 3;
const states = ['running', 'finished', 'failed', 'diverged', 'stopped', 'cancelled', 'unreadable'] as const;

/** All runs: those that run now, and below them every experiment and study, the latest first. */
export function Overview({ live }: { readonly live: Live }) {
  const [text, setText] = useState('');
  const [state, setState] = useState<JobSummary['state']>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  if (live.jobs === undefined) return <p class="muted">Looking for runs…</p>;
  const all = [...live.jobs.values()];
  const jobs = all.filter((job) => isFound(job, text) && (state === undefined || job.state === state));
  const running = jobs.filter((job) => job.state === 'running');
  const groups = groupsOf(jobs);
  const now = Date.now();

  const toggle = (names: readonly string[]) => {
    const chosen = new Set(selected);
    const isChosen = names.every((name) => chosen.has(name));
    for (const name of names) {
      if (isChosen) chosen.delete(name);
      else chosen.add(name);
    }
    setSelected(chosen);
  };

  return (
    <>
      <h1>Runs</h1>
      {live.missing.map((folder) => (
        <p key={folder} class="muted">
          <code>{folder}</code> does not exist yet: it appears here with its first run. To make one:{' '}
          <code>exmodel run</code>
        </p>
      ))}
      {all.length === 0 && live.missing.length === 0 && (
        <p class="muted">
          There are no runs yet. They appear here by themselves. To make some: <code>exmodel run</code>
        </p>
      )}
      {all.length > 0 && (
        <search class="bar small">
          <input
            type="search"
            placeholder="Find by name, strategy, scenario"
            aria-label="Find runs by name, strategy, scenario or seed"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          {states.map((each) => {
            const count = all.filter((job) => job.state === each).length;
            if (count === 0) return null;
            return (
              <button
                key={each}
                type="button"
                aria-pressed={state === each}
                onClick={() => setState(state === each ? undefined : each)}
              >
                <span class="chip">
                  <span class={`dot ${each}`} aria-hidden="true" />
                  {count} {each}
                </span>
              </button>
            );
          })}
        </search>
      )}
      <StartForm />
      {running.length > 0 && (
        <section>
          <h2>Running now</h2>
          <div class="cards">
            {running.map((summary) => (
              <RunningCard key={summary.job} summary={summary} />
            ))}
          </div>
        </section>
      )}
      {groups.length > 0 && (
        <section aria-label="experiments and studies">
          {groups.map(([group, own], i) => (
            <GroupCard
              {...{ group, now, selected, toggle }}
              key={group}
              jobs={own}
              isOpen={i < firstOpen || (text !== '' && groups.length <= firstOpen)}
            />
          ))}
        </section>
      )}
      {all.length > 0 && jobs.length === 0 && <p class="muted">No run matches.</p>}
      {selected.size > 0 && (
        <section class="tray" aria-label="chosen runs">
          <span>
            {selected.size} {selected.size === 1 ? 'run' : 'runs'} chosen
          </span>
          <button
            type="button"
            class="main"
            onClick={() => location.assign(linkTo('compare', [...selected]))}
          >
            Compare
          </button>
          <button type="button" onClick={() => setSelected(new Set())}>
            Clear the choice
          </button>
        </section>
      )}
    </>
  );
}

function isFound({ job, strategy, scenario, seed }: JobSummary, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/);
  const all = `${job} ${strategy} ${scenario} ${seed}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

/** Jobs by the folder of their experiment, the one with the latest sign of life first. */
function groupsOf(jobs: readonly JobSummary[]): [string, JobSummary[]][] {
  const groups = new Map<string, { readonly jobs: JobSummary[]; latest: string }>();
  for (const job of jobs) {
    const own = groups.get(job.group) ?? { jobs: [], latest: '' };
    groups.set(job.group, own);
    own.jobs.push(job);
    if (job.time !== null && job.time > own.latest) own.latest = job.time;
  }
  return [...groups]
    .toSorted(([, a], [, b]) => (a.latest < b.latest ? 1 : -1))
    .map(([group, own]) => [group, own.jobs]);
}
