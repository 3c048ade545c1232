import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { modelInfo } from '@exmodel/models';
import manifest from '../../package.json';
import { backendNamed } from '../backends/registry';
import { normalizationOf } from '../streams/normalization-of';
import { expertOrigin } from './expert-origin';
import type { ExpertsOptions } from './experts-options';
import { expertsStream } from './experts-stream';
import { nicVariant } from './nic-variant';

/**
 * Everything that an expert's weights depend on. `exmodel` stands for all code; between two releases, raise
 * `version`, which is the backend's `trainingVersion`, when a change of the training or of the backend changes their bits.
 *
 * The cache finds experts, hours of training, by the hash of it. So a key that was added later comes last, and is omitted if
 * its value is what applied before.
 */
export function expertRecipe({ config, benchmark, backend }: ExpertsOptions) {
  const { expert_epochs, expert_lr, expert_momentum, expert_weight_decay, expert_mb_size } = config;
  const { seed, order_seed = seed, hs, synthetic } = config;
  const models = benchmark.experiences.map(({ index }) => expertOrigin(config, index).architecture);
  const [model, ...others] = new Set(models);
  const mixed = others.length > 0;
  const pretrainable = models.some((name) => modelInfo(name).pretrained !== undefined);
  return {
    exmodel: manifest.version,
    version: backendNamed(backend).trainingVersion,
    scenario: expertsStream(benchmark.scenario),
    classes: benchmark.experiences.map((experience) => experience.classes),
    ...{ synthetic, seed, order_seed, model: mixed ? undefined : model },
    ...{ pretrained: pretrainable ? config.pretrained : undefined, hs, shape: benchmark.shape, backend },
    ...{ expert_epochs, expert_lr, expert_momentum, expert_weight_decay, expert_mb_size },
    expert_schedule: config.expert_schedule === 'cosine' ? 'cosine' : undefined,
    models: mixed ? models : undefined,
    initialization: config.expert_initialization === 'own' ? 'own' : undefined,
    nic_experiences: nicVariant(benchmark.scenario, config.nic_experiences),
    expert_optimizer: config.expert_optimizer === 'sgd' ? undefined : config.expert_optimizer,
    expert_label_smoothing: config.expert_label_smoothing || undefined,
    outputs: config.expert_outputs === 'own' ? 'own' : undefined,
    validation_fraction: config.validation_fraction,
    image_fit: config.image_fit === 'resize' ? undefined : config.image_fit,
    normalization: normalizationOf(config),
  };
}

/** The folder in which these experts are or will be cached. */
export function expertsFolder(options: ExpertsOptions): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(expertRecipe(options)))
    .digest('hex')
    .slice(0, 16);
  return join(options.cache, hash);
}
