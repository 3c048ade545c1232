import { inTurn } from '../augmentations/in-turn';
import { randomCrop } from '../augmentations/random-crop';
import { randomHorizontalFlip } from '../augmentations/random-horizontal-flip';
import { randomRotation } from '../augmentations/random-rotation';
import { loadCifar100 } from '../datasets/cifar100';
import type { ImageSource } from './image-source';

/** CIFAR-100, normalised and augmented as the reference does it. */
export const cifar100: ImageSource = {
  dataset: 'cifar100',
  auxiliaryDataset: 'imagenet',
  shape: [32, 32, 3],
  classCount: 100,
  invariances: [
    { change: 'padded-crop', padding: 4 },
    { change: 'horizontal-flip' },
    { change: 'rotation', degrees: 15 },
  ],
  normalization: { mean: [0.5071, 0.4865, 0.4409], std: [0.2673, 0.2564, 0.2762] },
  trainAugmentation: inTurn(randomCrop(4), randomHorizontalFlip, randomRotation(15)),
  load: loadCifar100,
};
