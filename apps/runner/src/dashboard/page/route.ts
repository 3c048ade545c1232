import { useEffect, useState } from 'preact/hooks';

/** Which part of the page is shown, as its address says: `#/job?job=runs/x/replay_ed`. */
export interface Route {
  readonly view: string;
  readonly jobs: readonly string[];
  readonly group: string | undefined;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const follow = () => {
      setRoute(read());
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

/** The address of a view. */
export function linkTo(view: 'job' | 'compare' | 'report', jobs: readonly string[]): string {
  return `#/${view}?${query({ job: jobs })}`;
}

export function linkToGroup(group: string): string {
  return `#/report?${query({ group: [group] })}`;
}

/** Parameters of an address. */
export function query(values: Readonly<Record<string, readonly string[]>>): string {
  const pairs = Object.entries(values).flatMap(([name, each]) => each.map((value) => [name, value]));
  return new URLSearchParams(pairs).toString();
}

function read(): Route {
  const [view = '', parameters = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const found = new URLSearchParams(parameters);
  return { view, jobs: found.getAll('job'), group: found.get('group') ?? undefined };
}
