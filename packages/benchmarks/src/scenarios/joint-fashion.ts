import { fashionMnist } from './fashion-mnist-source';
import { newClasses } from './new-classes';

/** All of FashionMNIST in a single experience: nothing to forget. */
export const jointFashion = newClasses(fashionMnist, { name: 'joint_fashion', experienceCount: 1 });
