import { withAtLeast } from '../datasets/with-at-least';
import { dealImages } from './deal-images';
import { sourceFacts } from './image-source';
import { mnist } from './mnist-source';
import type { Scenario } from './scenario';

/**
 * New instances of MNIST: five experiences of all ten classes, each with a fifth of every class's training images, dealt by
 * the seed, as if five sites saw the same digits, each with its own images. The reference has no such stream. As in `ni_core50` an experience is tested
 * on all test images of its classes, here the whole test set; the accuracy over the stream counts each of them five
 * times, and so is that on the test set.
 */
export const niMnist: Scenario = {
  name: 'ni_mnist',
  aliases: [],
  stream: 'ni_mnist',
  ...sourceFacts(mnist),
  experienceCount: 5,
  multiTask: false,
  divisible: false,
  options: {},
  async open({ generator, synthetic, ...options }) {
    const { experienceCount } = niMnist;
    const twin = withAtLeast({ trainPerClass: experienceCount }, synthetic);
    const { train: all, test } = await mnist.load({ ...options, synthetic: twin });
    const classes = Array.from({ length: all.classCount }, (_, label) => label);
    const parts = dealImages(all, Array(experienceCount).fill(classes), generator);
    return {
      scenario: niMnist.name,
      classCount: all.classCount,
      shape: all.shape,
      multiTask: false,
      normalization: mnist.normalization,
      experiences: parts.map((train, index) => ({ index, classes, train, test })),
    };
  },
};
