import { loadMnist } from '../datasets/mnist';
import { mnistNormalization } from './mnist-normalization';
import type { Scenario } from './scenario';
import { splitByClass } from './split-by-class';

/** All of MNIST in a single experience: the upper bound. */
export const jointMnist: Scenario = async (options) => {
  const data = await loadMnist(options);
  const { classCount, shape } = data.train;
  return {
    scenario: 'joint_mnist',
    classCount,
    shape,
    multiTask: false,
    normalization: mnistNormalization,
    experiences: splitByClass(data, options.generator.randperm(classCount), 1),
  };
};
