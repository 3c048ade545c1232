import { mnist } from './mnist-source';
import { newClasses } from './new-classes';

/** MNIST in five experiences of two classes each. */
export const splitMnist = newClasses(mnist, { name: 'split_mnist', aliases: ['smnist'], experienceCount: 5 });
