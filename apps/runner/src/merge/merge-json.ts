import type { MergedModels } from './merge-models';
import type { EstimatedMerge, PlannedMerge } from './plan-text';

/** The plan of a merge as plain values. */
export function planJson(
  { files, outputs, plan, source, initial }: PlannedMerge,
  estimate: EstimatedMerge | undefined,
) {
  const { type: _, ...estimated } = estimate ?? {};
  return {
    experts: files.map(({ location, classes }, i) => ({
      ...{ file: location, classes: classes.map(({ name }) => name), outputs: outputs[i] },
    })),
    ...{ architecture: plan.architecture, classes: plan.classes, input: plan.shape },
    ...{ normalization: plan.normalization ?? null, source, initial: initial ?? null },
    estimate: estimate === undefined ? null : estimated,
  };
}

/** What came of it. */
export function mergedJson({ painted, given, evaluation, familiarity, origin }: MergedModels) {
  const agreement = (given ?? painted)?.map(({ images, own }) => ({
    images,
    own: images === 0 ? null : own,
  }));
  return {
    ...{ origin: origin ?? null, familiarity: familiarity ?? null },
    agreement:
      agreement === undefined
        ? null
        : { on: given === undefined ? 'painted images' : '--images', experts: agreement },
    evaluation: evaluation ?? null,
  };
}
