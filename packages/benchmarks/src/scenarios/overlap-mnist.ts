import { withAtLeast } from '../datasets/with-at-least';
import type { ImageDataset } from '../images/image-dataset';
import { dealImages } from './deal-images';
import { sourceFacts } from './image-source';
import { mnist } from './mnist-source';
import type { Scenario } from './scenario';

/**
 * MNIST in five experiences that overlap: the class order, closed to a ring, is cut into groups of three, each of which
 * begins with the last class of the one before: c0 c1 c2 | c2 c3 c4 | … | c8 c9 c0. Five classes come twice, and
 * their images, training and test, are divided between their two experiences at random. No image comes twice, and the
 * accuracy over the stream counts every test image once. The reference has no such stream.
 */
export const overlapMnist: Scenario = {
  name: 'overlap_mnist',
  aliases: [],
  stream: 'overlap_mnist',
  ...sourceFacts(mnist),
  experienceCount: 5,
  multiTask: false,
  divisible: false,
  options: {},
  async open({ generator, synthetic, ...options }) {
    const twin = withAtLeast({ trainPerClass: 2, testPerClass: 2 }, synthetic);
    const { train, test } = await mnist.load({ ...options, synthetic: twin });
    const { classCount, shape } = train;
    const ring = generator.randperm(classCount);
    const groups = Array.from({ length: overlapMnist.experienceCount }, (_, index) =>
      [0, 1, 2].map((next) => ring[(2 * index + next) % classCount] as number),
    );
    const trainParts = dealImages(train, groups, generator);
    const testParts = dealImages(test, groups, generator);
    return {
      scenario: overlapMnist.name,
      classCount,
      shape,
      multiTask: false,
      normalization: mnist.normalization,
      experiences: groups.map((classes, index) => ({
        index,
        classes,
        train: trainParts[index] as ImageDataset,
        test: testParts[index] as ImageDataset,
      })),
    };
  },
};
