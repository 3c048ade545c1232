import { cifar10 } from './cifar10-source';
import { newClasses } from './new-classes';

/** All of CIFAR-10 in a single experience: nothing to forget. */
export const jointCifar10 = newClasses(cifar10, { name: 'joint_cifar10', experienceCount: 1 });
