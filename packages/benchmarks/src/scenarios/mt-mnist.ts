import { multiTask } from './multi-task';
import { splitMnist } from './split-mnist';

/** The experiences of Split MNIST, each its own task. */
export const mtMnist = multiTask('mt_mnist', splitMnist);
