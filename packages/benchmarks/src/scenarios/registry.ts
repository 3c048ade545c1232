import { jointMnist } from './joint-mnist';
import { mtMnist } from './mt-mnist';
import { pmnist } from './pmnist';
import type { Scenario } from './scenario';
import { splitMnist } from './split-mnist';

/** Every scenario by name, aliases included. */
export const registry: ReadonlyMap<string, Scenario> = new Map([
  ['joint_mnist', jointMnist],
  ['split_mnist', splitMnist],
  ['smnist', splitMnist],
  ['mt_mnist', mtMnist],
  ['pmnist', pmnist],
]);
