import { withAtLeast } from '../datasets/with-at-least';
import { imagesOf } from '../views/images-of';
import { subset } from '../views/subset';
import type { Experience } from './benchmark';
import { cifar100 } from './cifar100-source';
import { classIndices } from './class-indices';
import { sourceFacts } from './image-source';
import type { Scenario } from './scenario';

const ROUNDS = 5;
const CLASSES_AN_EXPERIENCE = 10;

/**
 * "New instances and classes" of CIFAR-100. The reference names this stream and never published it, so this one is
 * ours: five rounds of ten experiences of ten classes. Each round draws an order of all hundred classes, so that a
 * class appears with other classes each time, and shows the next fifth of each class's training images, 100 of 500, so that no
 * image comes twice. An experience is tested on all test images of its classes.
 */
export const nicCifar100: Scenario = {
  name: 'nic_cifar100',
  aliases: [],
  stream: 'nic_cifar100',
  ...sourceFacts(cifar100),
  experienceCount: (ROUNDS * cifar100.classCount) / CLASSES_AN_EXPERIENCE,
  multiTask: false,
  divisible: false,
  options: {},
  async open({ generator, synthetic, ...options }) {
    const twin = withAtLeast({ trainPerClass: ROUNDS }, synthetic);
    const { train, test } = await cifar100.load({ ...options, synthetic: twin });
    const trainIndices = classIndices(train);
    const experiences: Experience[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const order = generator.randperm(train.classCount);
      for (let from = 0; from < order.length; from += CLASSES_AN_EXPERIENCE) {
        const classes = order.slice(from, from + CLASSES_AN_EXPERIENCE);
        const fresh = classes.flatMap((label) => part(trainIndices[label] ?? [], round));
        experiences.push({
          index: experiences.length,
          classes,
          train: subset(train, fresh),
          test: imagesOf(test, classes),
        });
      }
    }
    return {
      scenario: nicCifar100.name,
      classCount: train.classCount,
      shape: train.shape,
      multiTask: false,
      normalization: cifar100.normalization,
      ...(cifar100.trainAugmentation && { trainAugmentation: cifar100.trainAugmentation }),
      experiences,
    };
  },
};

/** The images of a class that round number `round` shows. */
function part(indices: readonly number[], round: number): readonly number[] {
  const at = (boundary: number) => Math.floor((boundary * indices.length) / ROUNDS);
  return indices.slice(at(round), at(round + 1));
}
