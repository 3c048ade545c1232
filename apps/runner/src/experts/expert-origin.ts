import type { Benchmark } from '@exmodel/benchmarks';
import { modelInfo } from '@exmodel/models';
import type { SharedConfig } from '../config/strategy-config';
import type { ExpertOrigin } from '../streams/expert-origin';
import { hiddenSizeOf } from '../streams/hidden-size';
import { learnedExperiences } from '../streams/learned-experiences';
import type { ExpertManifest } from './expert-manifest';
import { findExpertSet } from './expert-set';
import { registeredExpert } from './registered-expert';

type OriginConfig = Pick<SharedConfig, 'model' | 'expert_models' | 'expert_initialization' | 'hs'>;

/** The origin of the expert that is trained on experience `index`. */
export function expertOrigin(config: OriginConfig, index: number): ExpertOrigin {
  const { model, expert_models: models = [model], expert_initialization = 'shared' } = config;
  const architecture = modelInfo(models[index % models.length] ?? model).expert;
  return {
    architecture,
    hiddenSize: hiddenSizeOf(architecture, config),
    initialization: expert_initialization,
  };
}

/** The origins of all experts of a job: of trained ones or, if the configuration names a set, of registered ones. */
export function expertOrigins(
  config: SharedConfig,
  benchmark: Benchmark,
  registry: string,
): readonly ExpertOrigin[] {
  const learned = learnedExperiences(config, benchmark);
  if (config.experts === undefined) return learned.map(({ index }) => expertOrigin(config, index));
  const set = findExpertSet(config.experts, registry);
  return learned.map((experience) => originOf(registeredExpert(set, experience, benchmark, config).manifest));
}

/** The origin of a registered expert, from its manifest. */
export function originOf({ architecture, recipe }: ExpertManifest): ExpertOrigin {
  const { name, hiddenSize } = architecture;
  const drawn = recipe?.initialization === 'own' ? 'own' : 'shared';
  // Weights from ImageNet are only read for the student.
  const initialization = recipe === null || recipe.pretrained === true ? 'unknown' : drawn;
  return { architecture: name, hiddenSize, initialization };
}

/** Whether the student starts from the weights that this expert started from, as far as is known. */
export function startsLikeStudent(origin: ExpertOrigin, config: OriginConfig): boolean {
  return origin.initialization !== 'own' && isBuiltLikeStudent(origin, config);
}

/** Architectures of experts whose weights do not fit the student, each once. */
export function foreignArchitectures(
  experts: readonly ExpertOrigin[],
  config: OriginConfig,
): readonly string[] {
  const foreign = experts.filter((origin) => !isBuiltLikeStudent(origin, config));
  return [
    ...new Set(
      foreign.map(({ architecture, hiddenSize }) =>
        hiddenSize === undefined ? architecture : `${architecture} of ${hiddenSize} hidden units`,
      ),
    ),
  ];
}

function isBuiltLikeStudent({ architecture, hiddenSize }: ExpertOrigin, config: OriginConfig): boolean {
  const student = modelInfo(config.model).expert;
  if (architecture !== student) return false;
  const { hiddenSize: defaultSize } = modelInfo(student);
  return defaultSize === undefined || (hiddenSize ?? defaultSize) === (config.hs ?? defaultSize);
}
