import { core50Experiences } from '../datasets/core50-streams';
import { core50Scenario } from './core50-scenario';

/** New instances: CORe50 in eight experiences of all fifty classes, one a training session. */
export const niCore50 = core50Scenario({
  name: 'ni_core50',
  experienceCount: core50Experiences.NI_inc,
  lists: () => 'NI_inc',
});
