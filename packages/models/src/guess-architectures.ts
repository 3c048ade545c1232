import { input, model } from '@tensorflow/tfjs-layers';
import type { Architecture } from './architectures/architecture';
import { architectureNamed, modelNames } from './architectures/registry';
import type { ModelOptions } from './model-options';
import { linearName, type NamedArchitecture, type OwnNames } from './own-names';
import type { TensorInfo } from './safetensors/open-safetensors';
import type { ModelTensor } from './state-dict/model-tensor';
import { modelTensors } from './state-dict/model-tensors';
import { namePrefix } from './state-dict/name-prefix';

/** An architecture with all of the names and shapes of a state dict, and what `createModel` needs to build it. */
export interface ArchitectureGuess
  extends NamedArchitecture,
    Pick<ModelOptions, 'inputShape' | 'classes' | 'hiddenSize' | 'heads'> {
  /** Whether the weights show the sides of the images; absent if they fit images of any. */
  readonly showsSide?: true;
  /** Architectures that the state dict fits as well, but that give other logits; absent if there are none. */
  readonly others?: readonly string[];
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
 * The linear layer at the end may have any name, as may a module that holds all the rest: `own` has both.
 *
 * Every architecture is built once, and again if the state dict has its names, without initial weights; it needs a TensorFlow.js
 * backend.
 */
export function guessArchitectures(file: Shapes): readonly ArchitectureGuess[] {
  const { prefix, shapes } = unwrapped(file);
  const guesses = modelNames()
    .map(architectureNamed)
    .filter(({ masked = false }) => !masked)
    .flatMap((architecture) => {
      const read = readAs(architecture, shapes);
      const initial = defaultGuess(architecture, read.shapes);
      const guess = initial && adapted(initial, read.shapes);
      if (guess === undefined || !fits(guess, read.shapes)) return [];
      return [{ ...guess, ...(prefix !== '' && { prefix }), ...(read.own && { own: read.own }) }];
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
  /** The tensors in the place of the linear layer at the end, if there are others there and all else fits. */
  readonly head?: readonly string[];
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

function difference(architecture: Architecture, file: Shapes): NearArchitecture & { readonly share: number } {
  const { name, inputShape, hiddenSize } = architecture;
  const { shapes, outside } = readAs(architecture, file);
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
  const isInBody = new Set(bodyNames(architecture));
  const isWhole = ![...missing, ...otherShape].some((tensor) => isInBody.has(tensor.name));
  const linear = linearName(architecture.classifier);
  const hasOtherHead = ![`${linear}.weight`, `${linear}.bias`].every((tensor) => outside.includes(tensor));
  return {
    name,
    missing: names(missing),
    unexpected: [...shapes.keys()].filter((tensor) => !known.has(tensor) && !isCount(tensor)),
    otherShape: names(otherShape),
    ...(isWhole && hasOtherHead && outside.length > 0 && { head: outside }),
    share: (table.length - missing.length - otherShape.length) / table.length,
  };
}

/** The tensors under the names of the class. */
function unwrapped(file: Shapes): { readonly prefix: string; readonly shapes: Shapes } {
  const prefix = namePrefix([...file.keys()], wrappers);
  const shapes = new Map([...file].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  return { prefix, shapes };
}

interface Reading {
  /** Under the architecture's names, as far as it has them. */
  readonly shapes: Shapes;
  readonly own?: OwnNames;
  /** Names, as they are, of the tensors that are not of the body: of the classifier. */
  readonly outside: readonly string[];
}

/** A state dict as one of the architecture: with the module that the body is in, and one linear layer, whatever their names. */
function readAs(architecture: Architecture, shapes: Shapes): Reading {
  const names = bodyNames(architecture);
  const [first = ''] = names;
  const befores = [...shapes.keys()]
    .filter((name) => name === first || name.endsWith(`.${first}`))
    .map((name) => name.slice(0, name.length - first.length))
    .sort((a, b) => a.length - b.length);
  const isWhole = (before: string) => names.every((name) => isCount(name) || shapes.has(before + name));
  const body = befores.find(isWhole) ?? befores[0] ?? '';
  const inBody = new Map(names.map((name) => [body + name, name]));
  const outside = [...shapes.keys()].filter((name) => !inBody.has(name));
  const head = linearIn(outside, shapes);
  const linear = linearName(architecture.classifier);
  const nameOf = (name: string) =>
    inBody.get(name) ?? (head === undefined ? name : linear + name.slice(head.length));
  return {
    shapes: new Map([...shapes].map(([name, tensor]) => [nameOf(name), tensor])),
    ...(head !== undefined && (body !== '' || head !== linear) && { own: { body, head } }),
    outside,
  };
}

/** The module of the tensors, if these are the weights and the biases of one linear layer. */
function linearIn(names: readonly string[], shapes: Shapes): string | undefined {
  const head = names.find((name) => name.endsWith('.weight'))?.slice(0, -'.weight'.length);
  const isLinear = names.length === 2 && names.includes(`${head}.bias`);
  return isLinear && shapes.get(`${head}.weight`)?.shape.length === 2 ? head : undefined;
}

const namesOfBodies = new WeakMap<Architecture, readonly string[]>();

/** The names of all tensors but the classifier's, which no option changes. */
function bodyNames(architecture: Architecture): readonly string[] {
  const known = namesOfBodies.get(architecture);
  if (known !== undefined) return known;
  const names = bodyOf(architecture).table.map(({ name }) => name);
  namesOfBodies.set(architecture, names);
  return names;
}

/** With the classes and heads that the classifier's weights show, and everything else as by default. */
function defaultGuess(architecture: Architecture, shapes: Shapes): ArchitectureGuess | undefined {
  const { name, inputShape, hiddenSize, classifier } = architecture;
  const { module } = classifier;
  const options = { name, inputShape, ...(hiddenSize !== undefined && { hiddenSize }) };
  const single = shapes.get(`${linearName(classifier)}.weight`)?.shape[0];
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
  if (out === 0 || inputs === 0 || kernel.length + 2 !== first?.shape.length) return undefined;
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

/** The names and shapes of the model's tensors. */
function tableOf({ name, inputShape, classes, hiddenSize, heads }: ArchitectureGuess): readonly Entry[] {
  const architecture = architectureNamed(name);
  const { table, width } = bodyOf(architecture, inputShape, hiddenSize);
  return [
    ...table,
    ...classifierNames(architecture.classifier, heads).flatMap((linear) => [
      { name: `${linear}.weight`, shape: [classes, width] },
      { name: `${linear}.bias`, shape: [classes] },
    ]),
  ];
}

type Entry = Pick<ModelTensor, 'name' | 'shape'>;

/** What the model has before its classifier, with which and with initial weights it is not built for this. */
function bodyOf(
  { name, features, ...defaults }: Architecture,
  inputShape = defaults.inputShape,
  hiddenSize = defaults.hiddenSize ?? 0,
): { readonly table: readonly Entry[]; readonly width: number } {
  const images = input({ shape: [...inputShape] });
  const body = model({ inputs: images, outputs: features(images, { hiddenSize }), name });
  const width = body.outputs[0]?.shape[1] ?? 0;
  const table = modelTensors(body).map((tensor) => ({ name: tensor.name, shape: tensor.shape }));
  body.dispose();
  return { table, width };
}

function classifierNames(classifier: Architecture['classifier'], heads?: number): string[] {
  if (heads === undefined) return [linearName(classifier)];
  return Array.from({ length: heads }, (_, head) => `${classifier.module}.classifiers.${head}.classifier`);
}
