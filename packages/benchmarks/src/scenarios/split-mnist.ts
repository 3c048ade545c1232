import { loadMnist } from '../datasets/mnist';
import { mnistNormalization } from './mnist-normalization';
import type { Scenario } from './scenario';
import { splitByClass } from './split-by-class';

/** MNIST in five experiences of two classes each. */
export const splitMnist: Scenario = async (options) => {
  const data = await loadMnist(options);
  const { classCount, shape } = data.train;
  return {
    scenario: 'split_mnist',
    classCount,
    shape,
    multiTask: false,
    normalization: mnistNormalization,
    experiences: splitByClass(data, options.generator.randperm(classCount), 5),
  };
};
