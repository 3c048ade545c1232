import type { Benchmark, Experience } from '@exmodel/benchmarks';
import { loadStateDict } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SharedConfig } from '../config/strategy-config';
import { type ExpertSet, readExpertWeights } from './expert-set';
import { ExpertRegistryError } from './registry-error';
import { testExpert } from './test-expert';

/**
 * Loads the registered expert of an experience.
 *
 * @returns its accuracy, which is measured now where it was not at hand when the expert was registered
 * @throws ExpertRegistryError The set is of another stream, or has none for this experience, or one of other classes.
 */
export async function useRegistered(
  { name, experts }: ExpertSet,
  experience: Experience,
  { scenario, normalization }: Benchmark,
  { seed, order_seed = seed, synthetic }: Pick<SharedConfig, 'seed' | 'order_seed' | 'synthetic'>,
  model: LayersModel,
): Promise<number> {
  const { index, classes } = experience;
  const expert = experts.find(({ manifest }) => manifest.experience === index);
  const known = new Set(expert?.manifest.classes);
  if (expert !== undefined) {
    const { manifest } = expert;
    const describe = (of: { scenario: string; seed: number; synthetic: boolean }) =>
      `${of.scenario.replace(/^mt_/, 'split_')}, seed ${of.seed}${of.synthetic ? ', its synthetic twin' : ''}`;
    const [has, needs] = [describe(manifest), describe({ scenario, seed: order_seed, synthetic })];
    if (has !== needs) {
      throw new ExpertRegistryError(
        `the experts ${name} are of ${has}`,
        `experts of ${needs}`,
        'Choose the scenario, seed and data that they were trained for: exmodel experts list.',
      );
    }
  }
  if (expert === undefined || known.size !== classes.length || !classes.every((c) => known.has(c))) {
    throw new ExpertRegistryError(
      `the experts ${name} have ${expert === undefined ? 'none' : `one of classes ${[...known].join(' ')}`} for experience ${index}`,
      `one of classes ${classes.join(' ')}, as in ${scenario} with this seed`,
      'Choose the scenario, seed and model that they were trained for: exmodel experts list.',
    );
  }
  loadStateDict(model, readExpertWeights(expert));
  return expert.manifest.accuracy ?? (await testExpert(model, experience, normalization)).accuracy;
}
