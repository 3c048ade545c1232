import { formatDuration } from '@exmodel/loggers';
import type { MeanAndInterval } from '@exmodel/metrics';
import Table from 'cli-table3';
import { percent } from './results-table';
import { signedPoints } from './signed-points';
import type { VariantSummary } from './study-summary';

/** Most seeds that have a column each. */
const shownSeeds = 6;

/** A study's figures as cells, for the terminal and for a page. */
export interface StudyCells {
  readonly columns: readonly { readonly heading: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
}

/** Cells in percent; what is missing is a dash. */
export function studyCells(
  summaries: readonly VariantSummary[],
  { seeds, baseline }: { readonly seeds: readonly number[]; readonly baseline: string },
): StudyCells {
  const each = seeds.length <= shownSeeds;
  const several = seeds.length > 1;
  const right = (heading: string) => ({ heading, align: 'right' as const });
  return {
    columns: [
      { heading: 'variant', align: 'left' },
      ...(each ? seeds.map((seed) => right(`seed ${seed}`)) : [right('runs')]),
      ...(several ? [right('mean')] : []),
      right('difference'),
      right('time'),
    ],
    rows: summaries.map(({ name, values, mean, difference, seconds }) => {
      const measured = values.filter((value) => value !== undefined).length;
      return [
        name,
        ...(each ? values.map(percent) : [String(measured)]),
        ...(several ? [mean === undefined ? '–' : withInterval(percent(mean.mean), mean)] : []),
        name === baseline ? 'baseline' : differenceText(difference, seeds.length),
        seconds === undefined ? '–' : formatDuration(1000 * seconds),
      ];
    }),
  };
}

/** The table for the terminal, and how to read it. */
export function studyTable({ columns, rows }: StudyCells, notes: readonly string[]): string {
  const table = new Table({
    head: columns.map(({ heading }) => heading),
    style: { head: [], border: [] },
    colAligns: columns.map(({ align }) => align),
  });
  table.push(...rows.map((cells) => [...cells]));
  return [table.toString(), ...notes].join('\n');
}

/** `−5.2 ± 1.3`; of fewer pairs than there are seeds it says of how many. */
function differenceText(difference: MeanAndInterval | undefined, seeds: number): string {
  if (difference === undefined) return '–';
  const text = withInterval(signedPoints(100 * difference.mean), difference);
  return difference.count < seeds ? `${text} (${difference.count} of ${seeds} seeds)` : text;
}

function withInterval(text: string, { interval }: MeanAndInterval): string {
  return interval === undefined ? text : `${text} ± ${percent(interval)}`;
}
