import type { DatasetOptions, SyntheticSize } from './dataset-options';

/** The same twin, but with at least this many images per class: for streams that show each class that often. */
export function withAtLeast(
  least: SyntheticSize,
  synthetic: DatasetOptions['synthetic'],
): DatasetOptions['synthetic'] {
  if (typeof synthetic !== 'object') return synthetic;
  const { trainPerClass, testPerClass } = synthetic;
  // Numbers that are not given have the data set's own default, which is enough for every stream.
  return {
    ...(trainPerClass !== undefined && { trainPerClass: Math.max(trainPerClass, least.trainPerClass ?? 0) }),
    ...(testPerClass !== undefined && { testPerClass: Math.max(testPerClass, least.testPerClass ?? 0) }),
  };
}
