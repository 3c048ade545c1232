import { differenceCell } from './difference-cell';
import { diverged, noteDiverged } from './diverged';
import { count, seconds, share, withInterval } from './quantities';
import type { Cell, Table } from './report';
import type { VariantSummary } from './study-summary';

/** Up to this many seeds have a column each. */
const shownSeeds = 6;

/** The results of each variant of a study, seed by seed, and its difference from the baseline. */
export function studyTable(
  summaries: readonly VariantSummary[],
  { seeds, baseline }: { readonly seeds: readonly number[]; readonly baseline: string },
): Table {
  const each = seeds.length <= shownSeeds;
  const several = seeds.length > 1;
  const right = (heading: string) => ({ heading, align: 'right' as const });
  return {
    kind: 'table',
    columns: [
      { heading: 'variant', align: 'left' },
      ...(each ? seeds.map((seed) => right(`seed ${seed}`)) : [right('runs')]),
      ...(several ? [right('mean')] : []),
      right('difference'),
      right('time'),
    ],
    rows: summaries.map((summary) => {
      const { name, values, seconds: time } = summary;
      const measured = values.filter((value) => value !== undefined).length;
      return [
        name,
        ...(each
          ? values.map((value, i) => (summary.diverged.has(seeds[i] ?? -1) ? diverged : share(value)))
          : [count(measured)]),
        ...(several ? [meanCell(summary, seeds.length)] : []),
        name === baseline ? 'baseline' : differenceCell(summary.difference, seeds.length),
        time === undefined ? null : seconds(time),
      ];
    }),
  };
}

function meanCell({ mean, diverged }: VariantSummary, seeds: number): Cell {
  return noteDiverged(mean === undefined ? null : withInterval(mean, 'share'), diverged.size, seeds);
}
