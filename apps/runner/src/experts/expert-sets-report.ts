import { percent } from '../reports/percent';
import type { Report } from '../reports/report';
import type { ExpertSet } from './expert-set';

/** A table with a row for each set that contains experts. */
export function expertSetsReport(sets: readonly ExpertSet[]): Report {
  const headings = ['name', 'scenario', 'seed', 'model', 'classes', 'each'];
  return {
    blocks: [
      {
        kind: 'table',
        columns: headings.map((heading) => ({ heading, align: 'left' })),
        rows: sets.flatMap(rowsOf),
      },
    ],
  };
}

function rowsOf({ name, experts }: ExpertSet): string[][] {
  const [first] = experts;
  if (first === undefined) return [];
  const { scenario, seed, synthetic } = first.manifest;
  const architectures = new Set(experts.map(({ manifest }) => manifest.architecture.name));
  return [
    [
      name,
      synthetic ? `${scenario} (synthetic)` : scenario,
      String(seed ?? 'any'),
      [...architectures].join(' '),
      experts.map(({ manifest }) => manifest.classes.join(' ')).join(' | '),
      experts.map(({ manifest }) => percent(manifest.accuracy)).join(' '),
    ],
  ];
}
