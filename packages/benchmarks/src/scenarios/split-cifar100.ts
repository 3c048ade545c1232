import { cifar100 } from './cifar100-source';
import { newClasses } from './new-classes';

/** CIFAR-100 in ten experiences of ten classes each. */
export const splitCifar100 = newClasses(cifar100, {
  name: 'split_cifar100',
  aliases: ['scifar100_single_exp'],
  experienceCount: 10,
});
