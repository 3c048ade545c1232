import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Architecture } from './architectures/architecture';
import { architectureNamed } from './architectures/registry';
import { checkModelOptions } from './check-model-options';
import { checkedDraws } from './initialization/checked-draws';
import { initialize } from './initialization/initialize';
import { MultiHeadClassifier } from './layers/multi-head-classifier';
import type { ModelOptions } from './model-options';

/**
 * Builds the architecture `name` with PyTorch's initialisation. The model maps images [batch, height, width, channels]
 * to raw logits, [batch, classes] or, with heads, [batch, heads × classes], and is named after its architecture. The
 * caller disposes it.
 *
 * @throws {UnknownModelError} `name` is not one of `modelNames()`.
 * @throws {ModelOptionsError} The architecture cannot be built with these options; `random` drew something else than a number in [0, 1).
 */
export function createModel(name: string, options: ModelOptions): LayersModel {
  const architecture = architectureNamed(name);
  checkModelOptions(architecture, options);
  const random = checkedDraws(name, options.random);
  const { inputShape, hiddenSize = architecture.hiddenSize ?? 0 } = options;
  const images = input({ shape: [...inputShape], name: 'images' });
  const features = architecture.features(images, { hiddenSize });
  const logits = classifier(architecture, options).apply(features) as SymbolicTensor;
  const created = model({ inputs: images, outputs: logits, name });
  try {
    initialize(created, random, architecture.kaiming);
    return created;
  } catch (error) {
    created.dispose();
    throw error;
  }
}

function classifier(
  { classifier, masked, layerPrefix = '' }: Architecture,
  options: ModelOptions,
): layers.Layer {
  const { classes, taskClasses } = options;
  const module = `${layerPrefix}${classifier.module}`;
  const { index } = classifier;
  const heads = options.heads ?? taskClasses?.length;
  if (heads === undefined) {
    const name = index === undefined ? module : `${module}.${index}`;
    return layers.dense({ name, units: classes, kernelInitializer: 'zeros' });
  }
  const masks = masked && taskClasses !== undefined ? { taskClasses } : {};
  return new MultiHeadClassifier({ name: module, heads, classes, ...masks });
}
