import { multiTask } from './multi-task';
import { splitCifar10 } from './split-cifar10';

/** The experiences of Split CIFAR-10, each its own task: its experts are theirs. */
export const mtCifar10 = multiTask('mt_cifar10', splitCifar10);
