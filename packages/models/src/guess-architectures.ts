import { input, model } from '@tensorflow/tfjs-layers';
import type { Architecture } from './architectures/architecture';
import { architectureNamed, modelNames } from './architectures/registry';
import type { ModelOptions } from './model-options';
import type { TensorInfo } from './safetensors/open-safetensors';
import type { ModelTensor } from './state-dict/model-tensor';
import { modelTensors } from './state-dict/model-tensors';
import { namePrefix } from './state-dict/name-prefix';

/** An architecture with all of the names and shapes of a state dict, and what `createModel` needs to build it. */
export interface ArchitectureGuess
  extends Pick<ModelOptions, 'inputShape' | 'classes' | 'hiddenSize' | 'heads'> {
  readonly name: string;
  /** Whether the weights show the sides of the images; absent if they fit images of any. */
  readonly showsSide?: true;
  /** Architectures that the state dict fits as well, but that give other logits; absent if there are none. */
  readonly others?: readonly string[];
  /** What every name in the file has before the architecture's: `model.` of a Lightning checkpoint. Absent if nothing. */
  readonly prefix?: string;
}

/** Wrappers of a model: DataParallel, torch.compile, and the attributes under which other modules commonly hold one. */
const wrappers = ['module.', '_orig_mod.', 'model.', 'net.', 'backbone.', 'encoder.'];

type Shapes = ReadonlyMap<string, Pick<TensorInfo, 'shape'>>;

/**
 * Which architectures a state dict fits, by its names and shapes; those with equal tables are all listed. A state dict of
 * convolutions does not contain the size of the images: `inputShape` then has the sides of the reference's experiments.
 * Masked architectures are omitted, because no state dict contains their masks. `num_batches_tracked` may be missing.
 *
 * What common wrappers put before every name is passed over: `module.`, `_orig_mod.`, `model.`, `net.`, `backbone.`, `encoder.`.
 *
 * Every architecture with a classifier of the right name is built once or twice, without initial weights; it needs a
 * TensorFlow.js backend.
 */
export function guessArchitectures(file: Shapes): readonly ArchitectureGuess[] {
  const { prefix, shapes } = unwrapped(file);
  const guesses = modelNames()
    .map(architectureNamed)
    .filter(({ masked = false }) => !masked)
    .flatMap((architecture) => {
      const initial = defaultGuess(architecture, shapes);
      const guess = initial && adapted(initial, shapes);
      return guess !== undefined && fits(guess, shapes)
        ? [{ ...guess, ...(prefix !== '' && { prefix }) }]
        : [];
    });
  return guesses.map((guess) => {
    const others = guesses.map(({ name }) => name).filter((name) => logitsOf(name) !== logitsOf(guess.name));
    return { ...guess, ...(others.length > 0 && { others }) };
  });
}

/** The architecture whose logits it gives. */
function logitsOf(name: string): string {
  return architectureNamed(name).twin ?? name;
}

/** How a state dict differs from an architecture that it nearly fits. */
export interface NearArchitecture {
  readonly name: string;
  /** Names that the file lacks, that only the file has, and whose shapes differ. */
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly otherShape: readonly string[];
}

/** The architecture most of whose tensors the state dict has, if it is more than half of them; for messages. */
export function nearestArchitecture(file: Shapes): NearArchitecture | undefined {
  const { shapes } = unwrapped(file);
  const near = modelNames()
    .map(architectureNamed)
    .filter(({ masked = false }) => !masked)
    .map((architecture) => difference(architecture, shapes));
  const [best] = near.toSorted((a, b) => b.share - a.share);
  if (best === undefined || best.share <= 0.5) return undefined;
  const { share: _, ...nearest } = best;
  return nearest;
}

function difference(
  architecture: Architecture,
  shapes: Shapes,
): NearArchitecture & { readonly share: number } {
  const { name, inputShape, hiddenSize } = architecture;
  const initial = defaultGuess(architecture, shapes) ?? {
    ...{ name, inputShape, classes: 1 },
    ...(hiddenSize !== undefined && { hiddenSize }),
  };
  const guess = adapted(initial, shapes) ?? initial;
  const table = tableOf(guess).filter(({ name }) => !isCount(name));
  const known = new Set(table.map((tensor) => tensor.name));
  const missing = table.filter((tensor) => !shapes.has(tensor.name));
  const otherShape = table.filter(
    (tensor) => shapes.has(tensor.name) && shapes.get(tensor.name)?.shape.join() !== tensor.shape.join(),
  );
  const names = (tensors: typeof table) => tensors.map((tensor) => tensor.name);
  return {
    name,
    missing: names(missing),
    unexpected: [...shapes.keys()].filter((tensor) => !known.has(tensor) && !isCount(tensor)),
    otherShape: names(otherShape),
    share: (table.length - missing.length - otherShape.length) / table.length,
  };
}

/** The tensors under the architectures' names. */
function unwrapped(file: Shapes): { readonly prefix: string; readonly shapes: Shapes } {
  const prefix = namePrefix([...file.keys()], wrappers);
  const shapes = new Map([...file].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  return { prefix, shapes };
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
 * With the channels, and where a layer takes flattened images or features the sides, that the weights show: [out, channels, …] of a first
 * convolution, [hidden, channels · height · width] of a first linear layer.
 */
function adapted(guess: ArchitectureGuess, shapes: Shapes): ArchitectureGuess | undefined {
  const shapeOf = (tensor: string) => shapes.get(tensor)?.shape;
  const [first] = tableOf(guess);
  const [out = 0, inputs = 0, ...kernel] = shapeOf(first?.name ?? '') ?? [];
  if (out === 0 || inputs === 0) return undefined;
  if (kernel.length > 0) {
    const { inputShape, sideOf } = architectureNamed(guess.name);
    const side = sideOf?.(shapeOf);
    const [height, width] = side === undefined ? inputShape : [side, side];
    return {
      ...{ ...guess, inputShape: [height, width, inputs] },
      ...(side !== undefined && { showsSide: true }),
    };
  }
  const channels = [1, 3].find((count) => Number.isInteger(Math.sqrt(inputs / count)));
  if (channels === undefined) return undefined;
  const side = Math.sqrt(inputs / channels);
  return { ...guess, inputShape: [side, side, channels], hiddenSize: out, showsSide: true };
}

function fits(guess: ArchitectureGuess, shapes: Shapes): boolean {
  const { channels } = architectureNamed(guess.name);
  if (channels !== undefined && channels !== guess.inputShape[2]) return false;
  const table = tableOf(guess);
  const names = new Set(table.map(({ name }) => name));
  return (
    [...shapes.keys()].every((name) => names.has(name)) &&
    table.every(({ name, shape }) => isCount(name) || shapes.get(name)?.shape.join() === shape.join())
  );
}

/** A counter of batch normalisation, which old files lack. */
function isCount(name: string): boolean {
  return name.endsWith('.num_batches_tracked');
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
