import type { DatasetOptions, SyntheticSize } from './dataset-options';

/** The same twin, but with at least so many images a class: for streams that show each class that often. */
export function withAtLeast(
  least: SyntheticSize,
  synthetic: DatasetOptions['synthetic'],
): DatasetOptions['synthetic'] {
  if (typeof synthetic !== 'object') return synthetic;
  const { trainPerClass, testPerClass } = synthetic;
  // What is not given is a data set's own default, which is enough for every stream.
  return {
    ...(trainPerClass !== undefined && { trainPerClass: Math.max(trainPerClass, least.trainPerClass ?? 0) }),
    ...(testPerClass !== undefined && { testPerClass: Math.max(testPerClass, least.testPerClass ?? 0) }),
  };
}
