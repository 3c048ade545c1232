import { multiTask } from './multi-task';
import { splitCifar100 } from './split-cifar100';

/** The experiences of Split CIFAR-100, each its own task. */
export const mtCifar100 = multiTask('mt_scifar100', splitCifar100);
