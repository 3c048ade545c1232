import type { Benchmark, Experience } from '@exmodel/benchmarks';
import type { SharedConfig } from '../config/strategy-config';
import type { ExpertSet, RegisteredExpert } from './expert-set';
import { expertsStream } from './experts-stream';
import { nicVariant } from './nic-variant';
import { ExpertRegistryError } from './registry-error';

/**
 * The registered expert of an experience.
 *
 * @throws ExpertRegistryError The set is for another stream, or its expert for this experience is missing, or has other classes or images.
 */
export function registeredExpert(
  { name, experts }: ExpertSet,
  experience: Pick<Experience, 'index' | 'classes'>,
  { scenario, shape }: Pick<Benchmark, 'scenario' | 'shape'>,
  config: Pick<SharedConfig, 'seed' | 'order_seed' | 'synthetic' | 'nic_experiences'>,
): RegisteredExpert {
  const { index, classes } = experience;
  const expert = experts.find(({ manifest }) => manifest.experience === index);
  const known = new Set(expert?.manifest.classes);
  if (expert !== undefined) {
    const { seed, order_seed = seed, synthetic } = config;
    const nic_experiences = nicVariant(scenario, config.nic_experiences);
    const [has, needs] = [
      describeStream(expert.manifest),
      describeStream({ scenario, nic_experiences, seed: order_seed, synthetic }),
    ];
    if (has !== needs) {
      throw new ExpertRegistryError(
        `the experts ${name} are for ${has}`,
        `experts for ${needs}`,
        'Choose the scenario, seed and data that they were trained for: exmodel experts list.',
      );
    }
  }
  if (expert === undefined || known.size !== classes.length || !classes.every((c) => known.has(c))) {
    throw new ExpertRegistryError(
      `the experts ${name} have ${expert === undefined ? 'none' : `one with classes ${[...known].join(' ')}`} for experience ${index}`,
      `one with classes ${classes.join(' ')}, as in ${scenario} with this seed`,
      'Choose the scenario, classes_per_experience, seed and model that they were trained for: exmodel experts list.',
    );
  }
  const { architecture } = expert.manifest;
  if (architecture.inputShape.join() !== shape.join()) {
    throw new ExpertRegistryError(
      `the expert ${index} of ${name}, a ${architecture.name}, takes images of ${architecture.inputShape.join('×')}`,
      `experts that take those of the student, ${shape.join('×')}`,
      'Choose a model that takes the experts’ images, such as their own.',
    );
  }
  return expert;
}

function describeStream({
  scenario,
  nic_experiences,
  seed,
  synthetic,
}: {
  readonly scenario: string;
  readonly nic_experiences?: number | undefined;
  readonly seed: number;
  readonly synthetic: boolean;
}): string {
  const variant = nic_experiences === undefined ? '' : ` of ${nic_experiences} experiences`;
  return `${expertsStream(scenario)}${variant}, seed ${seed}${synthetic ? ', its synthetic twin' : ''}`;
}
