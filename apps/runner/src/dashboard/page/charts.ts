import type { Point } from '../api';

/** A line of a chart. */
export interface Line {
  readonly label: string;
  readonly points: readonly Point[];
}

/** Lines that share their axes. */
export interface ChartData {
  readonly title: string;
  readonly axis: string;
  /** The value is a share, and shown in percent. */
  readonly isShare: boolean;
  readonly lines: readonly Line[];
}

/** Whether there is a line to draw: a single point is a number. */
export function hasCurve({ lines }: ChartData): boolean {
  return lines.some(({ points }) => points.length > 1);
}

interface Place {
  readonly family: string;
  readonly label: string;
  readonly axis: string;
}

/** Which chart a curve belongs to, and what its line is called there. */
function placeOf(name: string): Place {
  const [, within, inside] = /^(.*)\/within_experience(\d+)$/.exec(name) ?? [];
  if (within !== undefined)
    return { family: `${within} while learning`, label: `expert ${Number(inside) + 1}`, axis: 'iteration' };
  const [, base, index] = /^(.*)\/experience(\d+)$/.exec(name) ?? [];
  if (base === undefined) return { family: `${name} after each expert`, label: name, axis: 'expert' };
  const [what, phase] = base.split('/');
  if (phase !== undefined)
    return { family: `${what} in ${phase}`, label: `expert ${Number(index) + 1}`, axis: 'step' };
  return { family: `${base} on each experience`, label: `experience ${Number(index) + 1}`, axis: 'expert' };
}

/** The charts of one job: a chart a family of curves, a line a curve. */
export function chartsOfJob(curves: ReadonlyMap<string, readonly Point[]>): ChartData[] {
  const charts = new Map<string, ChartData & { lines: Line[] }>();
  for (const [name, points] of curves) {
    const { family, label, axis } = placeOf(name);
    const chart = charts.get(family) ?? { title: family, axis, isShare: isShare(family), lines: [] };
    charts.set(family, chart);
    chart.lines.push({ label, points: axis === 'expert' ? fromOne(points) : points });
  }
  return [...charts.values()].toSorted((a, b) => rank(a) - rank(b));
}

/** The charts of several jobs: a chart a curve, a line a job. */
export function chartsOfJobs(
  jobs: readonly { readonly label: string; readonly curves: ReadonlyMap<string, readonly Point[]> }[],
): ChartData[] {
  const names = [...new Set(jobs.flatMap(({ curves }) => [...curves.keys()]))];
  return names
    .map((name) => {
      const { family, label, axis } = placeOf(name);
      const lines = jobs.flatMap((job) => {
        const points = job.curves.get(name);
        if (points === undefined) return [];
        return [{ label: job.label, points: axis === 'expert' ? fromOne(points) : points }];
      });
      return {
        title: label === name ? family : `${family}: ${label}`,
        axis,
        isShare: isShare(family),
        lines,
      };
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

/** Experts and experiences are counted from 1 for people. */
function fromOne(points: readonly Point[]): Point[] {
  return points.map(([x, y]) => [x + 1, y]);
}

function isShare(family: string): boolean {
  return family.startsWith('accuracy');
}

/** What tells most comes first. */
function rank({ title }: ChartData): number {
  const at = ['accuracy after', 'loss in', 'accuracy on', 'accuracy while'].findIndex((start) =>
    title.startsWith(start),
  );
  return at === -1 ? 9 : at;
}
