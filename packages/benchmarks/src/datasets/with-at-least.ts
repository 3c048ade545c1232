import type { DatasetOptions } from './dataset-options';

/** The same twin, but with at least `perClass` training images a class: for streams that show each class that often. */
export function withAtLeast(
  perClass: number,
  synthetic: DatasetOptions['synthetic'],
): DatasetOptions['synthetic'] {
  if (typeof synthetic !== 'object') return synthetic;
  return { ...synthetic, trainPerClass: Math.max(synthetic.trainPerClass ?? 60, perClass) };
}
