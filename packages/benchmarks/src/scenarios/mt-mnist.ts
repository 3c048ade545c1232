import type { Scenario } from './scenario';
import { splitMnist } from './split-mnist';

/** The experiences of Split MNIST, each its own task whose number is known at test time too. */
export const mtMnist: Scenario = async (options) => {
  const split = await splitMnist(options);
  return {
    ...split,
    scenario: 'mt_mnist',
    multiTask: true,
    experiences: split.experiences.map((experience) => ({ ...experience, task: experience.index })),
  };
};
