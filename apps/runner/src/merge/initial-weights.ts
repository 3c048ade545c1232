import type { WeightArray, Weights } from '@exmodel/distill';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';
import { fromLayers, type LoadedExpert, type OpenOptions, openExpert } from './open-expert';

/** The weights that the experts' training started from, layer after layer. */
export interface InitialWeights {
  /** As the user wrote it. */
  readonly location: string;
  readonly weights: Weights;
}

/** The layers of a head, with the shapes of their kernels. */
export type HeadLayers = readonly Pick<WeightArray, 'name' | 'shape'>[];

/** An expert with the weights that it started from. */
export interface StartedExpert {
  readonly loaded: LoadedExpert;
  /** The layers that are not used, since the expert has others in their place, and these. Absent if all are. */
  readonly leftOut?: { readonly initial: HeadLayers; readonly expert: HeadLayers };
}

/**
 * Reads the file of `--initial`: any that could be an expert, such as a public network with a head of its own.
 *
 * @throws MergeError It is no such file, or its weights are NaN or infinite.
 */
export async function readInitial(
  location: string,
  { shape }: MergePlan,
  options: OpenOptions,
): Promise<InitialWeights> {
  const file = await openExpert({ location, classes: [] }, options);
  const loaded = await file.load(shape);
  try {
    if (loaded.layers !== undefined) return { location: file.location, weights: await byLayers(loaded) };
  } finally {
    loaded.dispose();
  }
  throw new MergeError(
    `--initial ${file.location} is a frozen graph, whose weights cannot be told apart`,
    'the weights that the experts’ training started from, in the experts’ own format',
    'Give them as the experts are, or leave --initial out.',
  );
}

/**
 * The expert, with the weights that it started from. Its head may have been another one, of any number of layers.
 *
 * @throws MergeError They are of another architecture.
 */
export async function startedFrom(
  name: string,
  loaded: LoadedExpert,
  initial: InitialWeights | undefined,
): Promise<StartedExpert> {
  if (initial === undefined || loaded.layers === undefined) return { loaded };
  const { model } = loaded.layers;
  const own = await byLayers(loaded);
  const { weights: start, location } = initial;
  const differing = own.findIndex(({ shape }, i) => shape.join() !== start[i]?.shape.join());
  const common = differing < 0 ? own.length : differing;
  const [heads, others] = [own.slice(common), start.slice(common)];
  const isTrunk = own.slice(0, common).some(isKernel) && ![...heads, ...others].some(isSpatial);
  if (!isTrunk) {
    const shape = (array: WeightArray | undefined) => (array ? `[${array.shape.join(', ')}]` : 'nothing');
    throw new MergeError(
      `--initial ${location} does not fit ${name}: where that has ${own[common]?.name ?? 'nothing'} of ${shape(own[common])}, it has ${shape(start[common])}`,
      'the weights that this expert’s training started from; only its last linear layers may be others',
      'Give the file from which the experts were fine-tuned, or leave --initial out.',
    );
  }
  const places = new Map(variablesOf(model).map((variable, i) => [variable, i]));
  const inOrder = model.weights.map((variable): WeightArray => {
    const place = places.get(variable) ?? common;
    // No shape of the expert's: what has another one counts as unknown.
    const unknown = { name: variable.originalName, shape: [0], values: new Float32Array() };
    return place < common ? (start[place] as WeightArray) : unknown;
  });
  return {
    loaded: fromLayers(model, inOrder),
    ...(heads.length + others.length > 0 && {
      leftOut: { initial: kernelsOf(others), expert: kernelsOf(heads) },
    }),
  };
}

/** The model's weights layer after layer: in its own order, statistics come last. */
export async function byLayers({ expert, layers }: LoadedExpert): Promise<Weights> {
  if (layers === undefined) return [];
  const { model } = layers;
  const weights = (await expert.weights?.()) ?? [];
  return variablesOf(model).map((variable) => weights[model.weights.indexOf(variable)] as WeightArray);
}

function variablesOf(model: LayersModel): LayersModel['weights'] {
  const within = (layer: LayersModel['layers'][number]): LayersModel['weights'] =>
    'layers' in layer ? (layer as LayersModel).layers.flatMap(within) : layer.weights;
  return [...new Set(model.layers.flatMap(within))];
}

function isKernel({ shape }: WeightArray): boolean {
  return shape.length > 1;
}

/** Whether it is of a convolution that sees neighbours, which a head is not made of. */
function isSpatial({ shape }: WeightArray): boolean {
  return shape.length === 4 && shape.slice(0, 2).some((side) => side > 1);
}

function kernelsOf(arrays: Weights): HeadLayers {
  const kernels = arrays.filter(isKernel);
  return (kernels.length > 0 ? kernels : arrays).map(({ name, shape }) => ({
    name: name.replace(/\/[^/]*$/, ''),
    shape,
  }));
}
