import type { Benchmark } from '@exmodel/benchmarks';
import type { SharedConfig } from '../config/strategy-config';
import { percent } from '../reports/percent';
import type { TrainedExpert } from './prepare-experts';

/**
 * What an expert reaches on test images with these labels if it always answers the commonest class; undefined if there is only one
 * class, which tells nothing.
 */
export function chance(labels: Iterable<number>): number | undefined {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const images = [...counts.values()];
  return images.length < 2 ? undefined : Math.max(...images) / images.reduce((a, b) => a + b);
}

/** A warning that names the experts of a stream that are no better than chance on their own classes; undefined if there are none. */
export function ignoranceWarning(
  experts: readonly Pick<TrainedExpert, 'accuracy'>[],
  { benchmark, config }: { readonly benchmark: Benchmark; readonly config: Pick<SharedConfig, 'experts'> },
): string | undefined {
  const named = experts.flatMap(({ accuracy }, index) => {
    const experience = benchmark.experiences[index];
    if (experience === undefined) return [];
    const { classes, test } = experience;
    const limit = chance(Array.from({ length: test.length }, (_, i) => test.label(i)));
    if (limit === undefined || accuracy > limit) return [];
    return [`expert ${index + 1} (classes ${classes.join(' ')}): ${percent(accuracy)} %`];
  });
  if (named.length === 0) return undefined;
  const advice =
    config.experts === undefined
      ? 'Train with more expert_epochs, or another expert_lr.'
      : `Compare with their accuracies as they were registered: exmodel experts verify ${config.experts}.`;
  return `experts that are no better than chance on their own classes: ${named.join(', ')}. There is nothing to learn from them. ${advice}`;
}
