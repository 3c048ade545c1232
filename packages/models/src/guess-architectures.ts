import { input, model } from '@tensorflow/tfjs-layers';
import type { Architecture } from './architectures/architecture';
import { architectureNamed, modelNames } from './architectures/registry';
import type { ModelOptions } from './model-options';
import type { TensorInfo } from './safetensors/open-safetensors';
import type { ModelTensor } from './state-dict/model-tensor';
import { modelTensors } from './state-dict/model-tensors';

/** An architecture with all of the names and shapes of a state dict, and what `createModel` needs to build it. */
export interface ArchitectureGuess
  extends Pick<ModelOptions, 'inputShape' | 'classes' | 'hiddenSize' | 'heads'> {
  readonly name: string;
}

type Shapes = ReadonlyMap<string, Pick<TensorInfo, 'shape'>>;

/**
 * Which architectures a state dict fits, by its names and shapes; those with equal tables are all listed. A state dict of
 * convolutions does not contain the size of the images: `inputShape` then has the sides of the reference's experiments.
 * Masked architectures are omitted, because no state dict contains their masks. `num_batches_tracked` may be missing.
 *
 * Every architecture with a classifier of the right name is built once or twice, without initial weights; it needs a
 * TensorFlow.js backend.
 */
export function guessArchitectures(shapes: Shapes): readonly ArchitectureGuess[] {
  return modelNames()
    .map(architectureNamed)
    .filter(({ masked = false }) => !masked)
    .flatMap((architecture) => {
      const initial = defaultGuess(architecture, shapes);
      const [first] = initial === undefined ? [] : tableOf(initial);
      if (initial === undefined || first === undefined) return [];
      const guess = adapted(initial, shapes.get(first.name)?.shape ?? []);
      return guess !== undefined && fits(guess, shapes) ? [guess] : [];
    });
}

/** With the classes and heads that the classifier's weights show, and everything else as by default. */
function defaultGuess(architecture: Architecture, shapes: Shapes): ArchitectureGuess | undefined {
  const { name, inputShape, hiddenSize, classifier } = architecture;
  const { module } = classifier;
  const options = { name, inputShape, ...(hiddenSize !== undefined && { hiddenSize }) };
  const [linear] = classifierNames(classifier);
  const single = shapes.get(`${linear}.weight`)?.shape[0];
  if (single !== undefined && single > 0) return { ...options, classes: single };
  const classes = shapes.get(`${module}.classifiers.0.classifier.weight`)?.shape[0];
  const heads = [...shapes.keys()].filter((tensor) => tensor.endsWith('.classifier.weight')).length;
  return classes === undefined || classes === 0 ? undefined : { ...options, classes, heads };
}

/**
 * With the channels, and of a flattened input the sides, that the first weights show: [out, channels, …] of a
 * convolution, [hidden, channels · height · width] of a linear layer.
 */
function adapted(guess: ArchitectureGuess, [out = 0, inputs = 0, ...kernel]: readonly number[]) {
  const [height, width] = guess.inputShape;
  if (out === 0 || inputs === 0) return undefined;
  if (kernel.length > 0) return { ...guess, inputShape: [height, width, inputs] as const };
  const channels = [1, 3].find((count) => Number.isInteger(Math.sqrt(inputs / count)));
  if (channels === undefined) return undefined;
  const side = Math.sqrt(inputs / channels);
  return { ...guess, inputShape: [side, side, channels] as const, hiddenSize: out };
}

function fits(guess: ArchitectureGuess, shapes: Shapes): boolean {
  const { channels } = architectureNamed(guess.name);
  if (channels !== undefined && channels !== guess.inputShape[2]) return false;
  const table = tableOf(guess);
  const isCount = (name: string) => name.endsWith('.num_batches_tracked');
  const names = new Set(table.map(({ name }) => name));
  return (
    [...shapes.keys()].every((name) => names.has(name)) &&
    table.every(({ name, shape }) => isCount(name) || shapes.get(name)?.shape.join() === shape.join())
  );
}

/** The names and shapes of the model's tensors, which is built for it without its classifier and without initial weights. */
function tableOf(guess: ArchitectureGuess): readonly Pick<ModelTensor, 'name' | 'shape'>[] {
  const { name, inputShape, classes, hiddenSize = 0, heads } = guess;
  const { features, classifier } = architectureNamed(name);
  const images = input({ shape: [...inputShape] });
  const body = model({ inputs: images, outputs: features(images, { hiddenSize }), name });
  const width = body.outputs[0]?.shape[1] ?? 0;
  const table = modelTensors(body).map((tensor) => ({ name: tensor.name, shape: tensor.shape }));
  body.dispose();
  return [
    ...table,
    ...classifierNames(classifier, heads).flatMap((linear) => [
      { name: `${linear}.weight`, shape: [classes, width] },
      { name: `${linear}.bias`, shape: [classes] },
    ]),
  ];
}

function classifierNames({ module, index }: Architecture['classifier'], heads?: number): string[] {
  if (heads === undefined) return [index === undefined ? module : `${module}.${index}`];
  return Array.from({ length: heads }, (_, head) => `${module}.classifiers.${head}.classifier`);
}
