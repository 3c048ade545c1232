import { core50Experiences } from '../datasets/core50-streams';
import { core50Scenario } from './core50-scenario';

/** New classes: CORe50 in nine experiences, ten classes in the first and five in each of the others. */
export const core50Nc = core50Scenario({
  name: 'core50_nc',
  experienceCount: core50Experiences.NC_inc,
  lists: () => 'NC_inc',
});
