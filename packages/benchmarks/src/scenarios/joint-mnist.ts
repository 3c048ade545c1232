import { mnist } from './mnist-source';
import { newClasses } from './new-classes';

/** All of MNIST in a single experience: nothing to forget. */
export const jointMnist = newClasses(mnist, { name: 'joint_mnist', experienceCount: 1 });
