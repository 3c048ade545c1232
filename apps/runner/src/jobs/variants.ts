import { join } from 'node:path';
import { strategyConfig } from '../config/strategy-config';
import { variantExperiment } from '../config/variant-experiment';
import { variantFolder } from '../config/variant-folder';
import type { VariantsConfig } from '../config/variants-schema';
import type { Study } from './study';

/** Plans a study of variants: for each of them, in their order, a run for each seed. There is nothing to choose. */
export function planVariants(config: VariantsConfig): Study[] {
  return Object.keys(config.variants).map((name) => {
    const own = variantExperiment(config, name);
    const below = variantFolder(name);
    const folder = join(config.logdir, config.name, below);
    return {
      name,
      folder,
      plain: false,
      candidates: [],
      config: strategyConfig(own, own.strategy),
      assessments: config.seeds.map((seed) => ({
        name: `${below}/SEED${seed}`,
        folder: join(folder, `SEED${seed}`),
        seed,
      })),
    };
  });
}
