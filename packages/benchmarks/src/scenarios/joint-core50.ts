import { concatenate } from '../views/concatenate';
import { core50Scenario } from './core50-scenario';

/** All training images of CORe50 in a single experience: nothing to forget. As in Avalanche, run 0 gives the labels. */
export const jointCore50 = core50Scenario({
  name: 'joint_core50',
  experienceCount: 1,
  lists: () => 'NC_inc',
  run: () => 0,
  arrange: ({ train }) => [concatenate(train)],
});
