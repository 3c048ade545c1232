import { inTurn } from '../augmentations/in-turn';
import { randomCrop } from '../augmentations/random-crop';
import { randomHorizontalFlip } from '../augmentations/random-horizontal-flip';
import { loadCifar10 } from '../datasets/cifar10';
import type { ImageSource } from './image-source';

/** CIFAR-10, normalised and augmented as the reference does it. */
export const cifar10: ImageSource = {
  dataset: 'cifar10',
  auxiliaryDataset: 'imagenet',
  shape: [32, 32, 3],
  classCount: 10,
  invariances: [
    { change: 'resized-crop' },
    { change: 'horizontal-flip' },
    { change: 'rotation', degrees: 15 },
  ],
  normalization: { mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] },
  trainAugmentation: inTurn(randomCrop(4), randomHorizontalFlip),
  load: loadCifar10,
};
