import type { ImageDataset } from '../images/image-dataset';
import { NumpyRandomState } from '../random/numpy-random-state';
import { requireCount } from '../require-count';
import { permutePixels } from '../views/permute-pixels';
import { resizeImages } from '../views/resize-images';
import { sourceFacts } from './image-source';
import { mnist } from './mnist-source';
import type { Scenario } from './scenario';

/** As many as in the reference. */
const EXPERIENCES = 20;

/**
 * Permuted MNIST (Goodfellow et al. 2013): each experience has all of MNIST, its pixels moved by a permutation of
 * its own. As in Avalanche the permutations are numpy's, drawn from the seed and not from the generator, and move the
 * 28 × 28 pixels before any resizing.
 */
export const pmnist: Scenario = {
  name: 'pmnist',
  aliases: [],
  stream: 'pmnist',
  ...sourceFacts(mnist),
  experienceCount: EXPERIENCES,
  multiTask: false,
  divisible: false,
  options: { permutations: { default: EXPERIENCES } },
  async open(options) {
    const { permutations = EXPERIENCES, imageSize = 28, seed } = options;
    requireCount('permutations', permutations);
    const { train, test } = await mnist.load({ ...options, imageSize: 28 });
    const [height, width, channels] = train.shape;
    const random = new NumpyRandomState(seed);
    const experiences = Array.from({ length: permutations }, (_, index) => {
      const permutation = random.permutation(height * width);
      const moved = (dataset: ImageDataset) => {
        const permuted = permutePixels(dataset, permutation);
        return imageSize === 28 ? permuted : resizeImages(permuted, imageSize, imageSize);
      };
      const classes = Array.from({ length: train.classCount }, (_, label) => label);
      return { index, classes, train: moved(train), test: moved(test) };
    });
    return {
      scenario: pmnist.name,
      classCount: train.classCount,
      shape: [imageSize, imageSize, channels],
      multiTask: false,
      normalization: mnist.normalization,
      experiences,
    };
  },
};
