import type { Benchmark, Experience, ImageFit, Normalization } from '@exmodel/benchmarks';
import type { SharedConfig } from '../config/strategy-config';
import { normalizationOf } from '../streams/normalization-of';
import type { ExpertManifest } from './expert-manifest';
import type { ExpertSet, RegisteredExpert } from './expert-set';
import { expertsStream } from './experts-stream';
import { nicVariant } from './nic-variant';
import { ExpertRegistryError } from './registry-error';
import { settingsText, streamSettings } from './stream-settings';

/** What chooses a stream, beside its scenario. */
type StreamChoice = Pick<
  SharedConfig,
  'seed' | 'order_seed' | 'synthetic' | 'nic_experiences' | 'image_fit' | 'image_mean' | 'image_std'
>;

/**
 * The registered expert of an experience.
 *
 * @throws ExpertRegistryError The set is for another stream, or its expert for this experience is missing, or has other classes or images.
 */
export function registeredExpert(
  { name, experts }: ExpertSet,
  experience: Pick<Experience, 'index' | 'classes'>,
  { scenario, shape }: Pick<Benchmark, 'scenario' | 'shape'>,
  config: StreamChoice,
): RegisteredExpert {
  const { index, classes } = experience;
  const expert = experts.find(({ manifest }) => manifest.experience === index);
  const known = new Set(expert?.manifest.classes);
  if (expert !== undefined) {
    const { seed, order_seed = seed, synthetic, image_fit } = config;
    const nic_experiences = nicVariant(scenario, config.nic_experiences);
    const normalization = normalizationOf(config);
    // Nothing depends on a seed that is null.
    const ownSeed = expert.manifest.seed === null ? null : order_seed;
    const [has, needs] = [
      describeStream(expert.manifest),
      describeStream({ scenario, nic_experiences, image_fit, normalization, seed: ownSeed, synthetic }),
    ];
    if (has !== needs) {
      throw new ExpertRegistryError(
        `the experts ${name} are for ${has}`,
        `experts for ${needs}`,
        adviceOf(expert.manifest),
      );
    }
  }
  if (expert === undefined || known.size !== classes.length || !classes.every((c) => known.has(c))) {
    throw new ExpertRegistryError(
      `the experts ${name} have ${expert === undefined ? 'none' : `one with classes ${[...known].join(' ')}`} for experience ${index}`,
      `one with classes ${classes.join(' ')}, as in ${scenario} with this seed`,
      expert === undefined
        ? 'Choose experts for the whole stream (exmodel experts list), or fewer experiences: --set experiences=COUNT.'
        : adviceOf(expert.manifest),
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

function adviceOf(manifest: ExpertManifest): string {
  const settings = settingsText(streamSettings(manifest)) || 'the defaults';
  return `Run with what they were trained for (${settings}), and without other keys that change classes or images.`;
}

function describeStream({
  scenario,
  nic_experiences,
  image_fit,
  normalization,
  seed,
  synthetic,
}: {
  readonly scenario: string;
  readonly nic_experiences?: number | undefined;
  readonly image_fit?: ImageFit | undefined;
  readonly normalization?: Normalization | undefined;
  readonly seed: number | null;
  readonly synthetic: boolean;
}): string {
  const variant = nic_experiences === undefined ? '' : ` of ${nic_experiences} experiences`;
  const parts = [
    `${expertsStream(scenario)}${variant}`,
    ...(seed === null ? [] : [`seed ${seed}`]),
    ...(synthetic ? ['its synthetic twin'] : []),
    ...(image_fit === 'pad' ? ['padded images'] : []),
    ...(normalization ? [`mean ${normalization.mean.join(' ')}, std ${normalization.std.join(' ')}`] : []),
  ];
  return parts.join(', ');
}
