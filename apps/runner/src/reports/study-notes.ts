import type { SelectionMetric } from './selection-metric';

/** Notes on how to read a study's table, a sentence or two each. */
export function studyNotes({
  seeds,
  baseline,
  variants,
}: {
  readonly seeds: readonly number[];
  readonly baseline: string;
  readonly variants: readonly string[];
}): string[] {
  const from = `Differences are in points, from “${baseline}”`;
  if (seeds.length === 1) {
    return [
      ...(variants.length > 1 ? [`${from}.`] : []),
      'One seed: there are no intervals, and a difference may well be chance.',
      'The time is of one student, without that of its experts.',
    ];
  }
  return [
    '± is half the 95 % interval of a mean over the seeds (Student’s t).',
    ...(variants.length > 1 ? [`${from}, taken seed by seed; ± is of their mean.`] : []),
    ...(variants.length > 2
      ? ['Each interval stands for itself: of twenty such intervals one is expected to miss the truth.']
      : []),
    'The time is of one student, the median over the seeds, without that of its experts.',
  ];
}

/** What the figures are: `Accuracy over the test images …, in percent (higher is better)`. */
export function figuresText({ name, better }: SelectionMetric): string {
  const what =
    name === 'accuracy' ? 'Accuracy over the test images of all classes after the last expert' : name;
  return `${what}, in percent (${better} is better)`;
}
