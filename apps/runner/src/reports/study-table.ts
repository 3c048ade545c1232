import { count, seconds, share, withInterval } from './quantities';
import type { Cell, Table } from './report';
import type { VariantSummary } from './study-summary';

/** Most seeds that have a column each. */
const shownSeeds = 6;

/** What each variant of a study reached, seed by seed, and its difference from the baseline. */
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
      const { name, values, mean, seconds: time } = summary;
      const measured = values.filter((value) => value !== undefined).length;
      return [
        name,
        ...(each ? values.map(share) : [count(measured)]),
        ...(several ? [mean === undefined ? null : withInterval(mean, 'share')] : []),
        name === baseline ? 'baseline' : difference(summary, seeds.length),
        time === undefined ? null : seconds(time),
      ];
    }),
  };
}

/** With fewer pairs than there are seeds it says how many. */
function difference({ difference }: VariantSummary, seeds: number): Cell {
  if (difference === undefined) return null;
  const note = `${difference.count} of ${seeds} seeds`;
  return { ...withInterval(difference, 'difference'), ...(difference.count < seeds && { note }) };
}
