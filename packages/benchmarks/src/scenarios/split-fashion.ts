import { fashionMnist } from './fashion-mnist-source';
import { newClasses } from './new-classes';

/** FashionMNIST in five experiences of two classes each. */
export const splitFashion = newClasses(fashionMnist, {
  name: 'split_fashion',
  aliases: ['sfashion'],
  experienceCount: 5,
});
