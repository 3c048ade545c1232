import { cifar100 } from './cifar100-source';
import { newClasses } from './new-classes';

/** All of CIFAR-100 in a single experience: nothing to forget. */
export const jointCifar100 = newClasses(cifar100, { name: 'joint_cifar100', experienceCount: 1 });
