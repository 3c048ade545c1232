import { multiTask } from './multi-task';
import { splitFashion } from './split-fashion';

/** The experiences of Split FashionMNIST, each its own task. */
export const mtFashion = multiTask('mt_fashion', splitFashion);
