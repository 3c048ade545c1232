import {
  type Benchmark,
  createBenchmark,
  scenarioInfo,
  TorchGenerator,
  withValidation,
} from '@exmodel/benchmarks';
import { Random, type Student } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel, loadPretrained, type ModelOptions, modelInfo, type StateDict } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SharedConfig } from '../config/strategy-config';
import type { ExpertOrigin } from './expert-origin';
import { hiddenSizeOf } from './hidden-size';
import { imageShapeOf } from './image-shape';
import { normalizationOf } from './normalization-of';
import { readPretrained } from './read-pretrained';

/** The benchmark of an experiment, and its models. */
export interface Stream {
  readonly benchmark: Benchmark;
  /** A single-head model with the initial weights of the expert of experience `index`. The caller disposes it. */
  readonly createExpertModel: (index: number, origin: ExpertOrigin) => LayersModel;
  /** A model with the shared initial weights. The caller disposes it. */
  readonly createStudent: () => { readonly model: LayersModel; readonly student: Student };
}

/** A model that cannot learn this stream. */
export class RefusedModelError extends Error {
  override readonly name = 'RefusedModelError';

  constructor(
    readonly model: string,
    readonly scenario: string,
    reason: string,
  ) {
    super(`model "${model}" was refused on ${scenario}: ${reason}.`);
  }
}

/**
 * The benchmark, and the models with the run's initial weights. As in the reference one generator,
 * seeded once, gives the class order and then the weights, so that experts and student start alike. If each expert
 * starts from weights of its own, these are drawn separately.
 *
 * @param report receives a text before a step that takes long, such as a download
 * @throws RefusedModelError, and the errors about missing data or weights
 */
export async function openStream(
  config: SharedConfig,
  report: (text: string) => void = () => undefined,
): Promise<Stream> {
  const seed = config.order_seed ?? config.seed;
  const models = [...new Set([config.model, ...(config.expert_models ?? [])])];
  const generator = new TorchGenerator(seed);
  const whole = await createBenchmark(config.scenario, {
    seed,
    generator,
    ...(scenarioInfo(config.scenario).resizable && { imageSize: imageShapeOf(config)[0] }),
    dataroot: config.dataroot,
    synthetic: config.synthetic,
    ...(config.nic_experiences !== undefined && { experiences: config.nic_experiences }),
    ...(config.classes_per_experience !== undefined && {
      classesPerExperience: config.classes_per_experience,
    }),
    classes: config.experience_classes,
    imageFit: config.image_fit,
    normalization: normalizationOf(config),
    ...(config.permutations !== undefined && { permutations: config.permutations }),
  });
  const fraction = config.validation_fraction;
  const benchmark = fraction === undefined ? whole : withValidation(whole, { fraction, seed });
  const { needsTasks } = modelInfo(config.model);
  if (needsTasks && !benchmark.multiTask) {
    throw new RefusedModelError(
      config.model,
      benchmark.scenario,
      'it confines each head to the classes of its task, and this stream has no tasks. Choose resnet',
    );
  }
  const weights = new Map<string, StateDict>();
  for (const name of config.pretrained ? models : []) {
    const { pretrained } = modelInfo(name);
    if (pretrained !== undefined)
      weights.set(name, await readPretrained(pretrained, config.dataroot, report));
  }
  const afterOrder = generator.state();
  const sharedDraws = () => {
    const draws = TorchGenerator.fromState(afterOrder);
    return () => draws.rand();
  };
  const ownDraws = (index: number) => {
    const draws = Random.seeded(seed, 'initial weights', index);
    return () => draws.uniform();
  };
  const create = (
    name: string,
    hiddenSize: number | undefined,
    options: Pick<ModelOptions, 'random' | 'heads' | 'taskClasses'>,
  ) => {
    const model = createModel(name, {
      inputShape: benchmark.shape,
      classes: benchmark.classCount,
      ...(hiddenSize !== undefined && { hiddenSize }),
      ...options,
    });
    const trained = weights.get(name);
    if (trained !== undefined) loadPretrained(model, trained);
    return model;
  };
  const createStudentModel = (heads: Pick<ModelOptions, 'heads' | 'taskClasses'>) =>
    create(config.model, hiddenSizeOf(config.model, config), { random: sharedDraws(), ...heads });
  return {
    benchmark,
    createExpertModel(index, origin) {
      const random = origin.initialization === 'own' ? ownDraws(index) : sharedDraws();
      return create(origin.architecture, origin.hiddenSize, { random });
    },
    createStudent() {
      if (!benchmark.multiTask) {
        const model = createStudentModel({});
        return { model, student: studentFromLayersModel(model) };
      }
      const heads = benchmark.experiences.length;
      const taskClasses = benchmark.experiences.map(({ classes }) => classes);
      const masks = needsTasks ? { taskClasses } : {};
      const model = createStudentModel({ heads, ...masks });
      return { model, student: studentFromLayersModel(model, { heads, ...masks }) };
    },
  };
}
