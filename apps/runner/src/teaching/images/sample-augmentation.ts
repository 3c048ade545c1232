import { type Benchmark, type ImageChange, scenarioInfo } from '@exmodel/benchmarks';
import {
  type Augmentation,
  horizontalFlip,
  inTurn,
  paddedCrop,
  resizedCrop,
  rotation,
} from '@exmodel/distill';

/**
 * The random change of synthetic images, while they are made and when a student learns from them: those after which an
 * image of this data set still shows the same.
 */
export function sampleAugmentation({ scenario, shape }: Pick<Benchmark, 'scenario' | 'shape'>): Augmentation {
  return inTurn(...scenarioInfo(scenario).invariances.map((change) => augmentationOf(change, shape[0])));
}

/** @param size side of the images, in pixels */
function augmentationOf(change: ImageChange, size: number): Augmentation {
  switch (change.change) {
    case 'padded-crop':
      return paddedCrop(change.padding);
    case 'resized-crop':
      return resizedCrop(size);
    case 'horizontal-flip':
      return horizontalFlip();
    case 'rotation':
      return rotation(change.degrees);
    default:
      return change satisfies never;
  }
}
