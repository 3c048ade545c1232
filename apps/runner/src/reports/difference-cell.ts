import { withInterval } from './quantities';
import type { Cell } from './report';
import type { VariantSummary } from './study-summary';

/** The difference from the baseline. If there are fewer pairs than `seeds`, a note says how many. */
export function differenceCell(difference: VariantSummary['difference'], seeds: number): Cell {
  if (difference === undefined) return null;
  const note = `${difference.count} of ${seeds} seeds`;
  return { ...withInterval(difference, 'difference'), ...(difference.count < seeds && { note }) };
}
