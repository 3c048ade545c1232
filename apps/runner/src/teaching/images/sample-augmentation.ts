import type { Benchmark } from '@exmodel/benchmarks';
import {
  type Augmentation,
  horizontalFlip,
  inTurn,
  paddedCrop,
  resizedCrop,
  rotation,
} from '@exmodel/distill';

/**
 * The change that synthetic images go through, while they are made and when they are learned from: what keeps an
 * image of this data set what it is, as the reference has it.
 */
export function sampleAugmentation({ scenario, shape }: Pick<Benchmark, 'scenario' | 'shape'>): Augmentation {
  if (/mnist$/.test(scenario)) return paddedCrop(4);
  const cut = /cifar10$/.test(scenario) ? resizedCrop(shape[0]) : paddedCrop(4);
  return inTurn(cut, horizontalFlip(), rotation(15));
}
