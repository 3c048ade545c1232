import { jobConfig, strategyConfig } from '../config/strategy-config';
import type { StudyConfig } from '../config/study-schema';
import { variantExperiment } from '../config/variant-experiment';
import { variantFolder } from '../config/variant-folder';

import type { Series } from './series';

/** Plans a study: for each variant, in order, a series with one run per seed. Nothing is chosen. */
export function planStudy(config: StudyConfig): Series[] {
  return Object.keys(config.variants).map((name) => {
    const own = variantExperiment(config, name);
    const below = variantFolder(name);
    const key = `${config.name}/${below}`;
    return {
      name,
      key,
      plain: false,
      candidates: [],
      config: jobConfig(strategyConfig(own, own.strategy)),
      assessments: config.seeds.map((seed) => ({
        name: `${below}/SEED${seed}`,
        key: `${key}/SEED${seed}`,
        seed,
      })),
    };
  });
}
