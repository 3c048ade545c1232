import { cifar10 } from './cifar10-source';
import { newClasses } from './new-classes';

/** CIFAR-10 in five experiences of two classes each. */
export const splitCifar10 = newClasses(cifar10, { name: 'split_cifar10', experienceCount: 5 });
