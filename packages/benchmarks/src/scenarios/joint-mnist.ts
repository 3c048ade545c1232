import { mnist } from './mnist-source';
import { newClasses } from './new-classes';

/** All of MNIST in a single experience: the upper bound. */
export const jointMnist = newClasses(mnist, { name: 'joint_mnist', experienceCount: 1 });
