import { core50Experiences } from '../datasets/core50-streams';
import { core50Scenario } from './core50-scenario';
import type { NicExperiences } from './scenario';

const sizes: readonly NicExperiences[] = [79, 196, 391];

/**
 * New instances and classes (NICv2, Lomonaco et al. 2020): ten objects, each in one session, in the first experience;
 * then five (in 79 experiences), two (196) or one (391) at a time, until every object was seen in all eight sessions.
 */
export const nicCore50 = core50Scenario({
  name: 'nic_core50',
  experienceCount: core50Experiences.NIC_v2_79,
  options: { experiences: { default: 79, values: sizes } },
  lists({ experiences = 79 }) {
    if (!sizes.includes(experiences)) {
      throw new RangeError(`nic_core50 in ${experiences} experiences: expected 79, 196 or 391. Choose one.`);
    }
    return `NIC_v2_${experiences}`;
  },
});
