import type { Expert, ImageShape, OutputActivation, Weights } from '@exmodel/distill';
import { expertFromGraphModel, graphOutputActivation } from '@exmodel/distill';
import { expertFromLayersModel, outputActivation } from '@exmodel/distill/layers';
import {
  type ArchitectureGuess,
  guessArchitectures,
  loadStateDict,
  type MisshapenTensor,
  type NearArchitecture,
  nearestArchitecture,
  StateDictError,
  toArchitectureNames,
} from '@exmodel/models';
import type { NewHead, OnnxFile } from '@exmodel/models/onnx';
import { TfjsFileError, tfjsHandler, withNewClasses } from '@exmodel/models/tfjs';
import {
  KerasFileError,
  LocationError,
  type LocationOptions,
  openWeights,
  shownLocation,
  type WeightsFile,
} from '@exmodel/models/weights';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NamedClass } from './class-list';
import type { ExpertArgument } from './expert-argument';
import type { LayeredExpert } from './lesson';
import { MergeError } from './merge-error';
import { modelForImages } from './model-for-images';
import { type ModelMetadata, type OwnKind, readMetadata } from './model-metadata';
import { refuseNotFinite } from './refuse-not-finite';
import { modelHash, tensorsHash } from './weights-hash';

/** An expert's file, opened and identified; its weights are not loaded yet. */
export interface ExpertFile {
  /** For messages: as the user wrote it, without passwords and queries of URLs. */
  readonly location: string;
  readonly classes: readonly NamedClass[];
  readonly metadata: ModelMetadata;
  /** Size of its images, if the file gives it. */
  readonly shape: ImageShape | undefined;
  /** What a model's file says that its images are; null for a side that may vary. */
  readonly takes?: readonly (number | null)[] | undefined;
  /** The architecture that it fits, if it is a state dict. */
  readonly guess: ArchitectureGuess | undefined;
  /** Its network, if it is an ONNX file or a layers model: a student can have the same. */
  readonly graph?: ExpertGraph;
  /**
   * Loads the model for images of this shape. Its classes are the indices of its own outputs.
   *
   * @throws MergeError Its weights are NaN or infinite. Those of a frozen graph are not looked at.
   */
  load(shape: ImageShape): Promise<LoadedExpert>;
}

/** The network of an ONNX file or a TensorFlow.js layers model. */
export interface ExpertGraph extends Pick<OnnxFile, 'madeUpNames'> {
  readonly kind: OwnKind;
  /** Of an ONNX file. */
  readonly write?: OnnxFile['write'];
  /** The file's model, but with a last layer for other classes. @param random uniform draws in [0, 1) */
  newStudent(shape: ImageShape, classes: number, random: () => number): Promise<LayersModel>;
}

export interface OpenOptions {
  readonly architecture: string | undefined;
  readonly resolve: (location: string) => string;
  readonly locations: LocationOptions;
  /** What is written down of a model beside its file, by the resolved location. */
  readonly recorded?: (path: string) => ModelMetadata;
}

/** What a model's outputs are. */
export interface Outputs {
  /** `none`: logits, as far as the file shows it. */
  readonly activation: OutputActivation | 'probabilities';
  /** Whether it is a binary classifier of one output. */
  readonly isBinary: boolean;
}

/** A loaded model with all of its outputs. */
export interface LoadedExpert {
  /** How many outputs it has; 2 for a binary classifier of one. */
  readonly outputs: number;
  /** What the model itself gives; the expert gives logits. */
  readonly gives: Outputs;
  readonly expert: Expert;
  /** Absent for a frozen graph, whose layers are not known. */
  readonly layers?: LayeredExpert;
  /** SHA-256 of its weights, whatever the format of their file. */
  hash(): Promise<string>;
  dispose(): void;
}

/**
 * Opens what `--expert` names: a state dict of a known architecture, an ONNX graph, or a model of TensorFlow.js or Keras.
 *
 * @param options.architecture the student's architecture, preferred if a state dict fits several
 * @param options.resolve resolves a location as the user wrote it
 * @throws MergeError Its architecture is not known, or its classes are not named.
 */
export async function openExpert(
  { location: given, classes: named }: ExpertArgument,
  { architecture, resolve, locations, recorded }: OpenOptions,
): Promise<ExpertFile> {
  const path = resolve(given);
  const location = shownLocation(given);
  const file = await openWeights(path, locations);
  // ONNX files have metadata of others' tools; what merge writes names its architecture.
  const isForeign = file.onnx !== undefined && file.metadata.architecture !== ('onnx' satisfies OwnKind);
  const own = readMetadata(location, isForeign ? {} : file.metadata);
  const isNamed = (named ?? own.classes) !== undefined;
  const metadata = isNamed ? own : { ...recorded?.(path), ...own };
  const classes = named ?? metadata.classes?.map((name) => ({ name }));
  if (classes === undefined) {
    const expected = 'a name for each of its outputs';
    throw new MergeError(
      `${location} does not name its classes`,
      expected,
      `Write --expert ${location}:cat,dog.`,
    );
  }
  const opened = { location, classes, metadata };
  if (file.createModel !== undefined) {
    const model = await orUnloadable(location, file.createModel);
    const takes = model.inputs[0]?.shape.slice(1);
    const shape = metadata.inputShape ?? imageShape(takes);
    return {
      ...{ ...opened, shape, takes, guess: undefined },
      graph: {
        ...{ kind: 'tfjs', madeUpNames: [] },
        newStudent: (_, classes, random) => withNewClasses(location, model, { classes, random }),
      },
      load: () => loadLayers(location, model),
    };
  }
  if (file.format === 'tfjs-graph') {
    const load = (shape: ImageShape) => orUnloadable(location, () => loadGraph(path, locations, shape));
    return { ...opened, shape: metadata.inputShape, guess: undefined, load };
  }
  if (file.onnx !== undefined) {
    const { onnx } = file;
    const [height, width, channels] = onnx.inputShape;
    const takes = [height ?? null, width ?? null, channels];
    return {
      ...opened,
      ...{ takes, shape: metadata.inputShape ?? imageShape(takes) },
      guess: undefined,
      graph: {
        ...{ kind: 'onnx', madeUpNames: onnx.madeUpNames, write: onnx.write },
        newStudent: (images, outputs, random) =>
          onnxModel(location, onnx, images, { classes: outputs, random }),
      },
      load: async (images) => loadLayers(location, await onnxModel(location, onnx, images)),
    };
  }
  const guess = chosenGuess(file, metadata.architecture ?? architecture);
  const shape = metadata.inputShape ?? (guess.showsSide ? guess.inputShape : undefined);
  return {
    ...opened,
    shape,
    guess,
    load: (images) => loadStates(location, file, { ...guess, inputShape: images }),
  };
}

/** @throws MergeError Its images are of another shape. */
async function onnxModel(
  location: string,
  { createModel, inputShape }: OnnxFile,
  shape: ImageShape,
  newHead?: NewHead,
): Promise<LayersModel> {
  if (inputShape.every((side, axis) => side === undefined || side === shape[axis])) {
    return createModel({ imageSize: [shape[0], shape[1]], ...(newHead && { newHead }) });
  }
  const own = inputShape.map((side) => side ?? '?').join('x');
  const advice = 'Give --input of that shape, or export it again for the other one.';
  throw new MergeError(
    `${location} is for images of ${own}, the others for ${shape.join('x')}`,
    `images of ${own}`,
    advice,
  );
}

function chosenGuess(file: WeightsFile, wanted: string | undefined): ArchitectureGuess {
  const guesses = guessArchitectures(file.infos).filter(({ heads }) => heads === undefined);
  const named = guesses.find(({ name }) => name === wanted);
  if (named !== undefined) {
    const { others: _, ...guess } = named; // It is known which it is.
    return guess;
  }
  const [guess] = guesses;
  if (guess !== undefined) return guess;
  const nearest = nearestArchitecture(file.infos);
  if (nearest?.head !== undefined) {
    throw new MergeError(
      `${file.location} is a ${nearest.name} with another head: ${few(nearest.head)}`,
      'one linear layer, with biases, behind the rest of the network',
      `Export the model as ONNX, and give that file: ${asOnnx}.`,
    );
  }
  if (nearest !== undefined) {
    throw new MergeError(
      `${file.location} nearly fits ${nearest.name}: ${differences(nearest)}`,
      `all tensors of a ${nearest.name}, and no others`,
      `Save it without what is too much; else export the model as ONNX, and give that file: ${asOnnx}.`,
    );
  }
  throw new MergeError(
    `${file.location} has ${file.infos.size} tensors (${[...file.infos.keys()].slice(0, 4).join(', ')}, …)`,
    'the state dict of a known architecture (exmodel list) with one head',
    'See what it contains with: exmodel inspect. Give models of other architectures as ONNX files or TensorFlow.js models (model.json).',
  );
}

const asOnnx =
  "torch.onnx.export(model.eval(), torch.zeros(1, CHANNELS, HEIGHT, WIDTH), 'model.onnx', dynamo=True, optimize=False)";

function few(names: readonly string[]): string {
  return `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
}

function differences({ missing, unexpected, otherShape }: NearArchitecture): string {
  const parts = [
    ['it lacks', missing],
    ['it also has', unexpected],
    ['of another shape are', otherShape],
  ] as const;
  return parts.flatMap(([what, names]) => (names.length > 0 ? [`${what} ${few(names)}`] : [])).join('; ');
}

async function loadStates(
  location: string,
  file: WeightsFile,
  guess: ArchitectureGuess,
): Promise<LoadedExpert> {
  const tensors = await file.read();
  refuseNotFinite(location, tensors);
  const advice = 'Correct --input, or merge it with others like it: a model cannot be given other images.';
  const model = modelForImages(guess.name, { ...guess, random: () => 0.5 }, location, advice);
  return orDisposed(model, async () => {
    try {
      loadStateDict(model, toArchitectureNames(tensors, guess));
    } catch (error) {
      const [misshapen] = error instanceof StateDictError ? error.misshapen : [];
      throw misshapen === undefined ? error : ofOtherSize(location, guess.inputShape, misshapen);
    }
    return fromLayers(model);
  });
}

/** Its names fit, since its architecture was recognised by them: what differs depends on the size of the images. */
function ofOtherSize(
  location: string,
  shape: ImageShape,
  { name, given, expected }: MisshapenTensor,
): MergeError {
  return new MergeError(
    `${location} is not for images of ${shape.join('x')}: its ${name} is [${given}], and that of such a model [${expected}]`,
    'the size of the images that it was trained on',
    'Give this size: --input HEIGHTxWIDTHxCHANNELS; experts of different sizes cannot be merged.',
  );
}

function loadLayers(location: string, model: LayersModel): Promise<LoadedExpert> {
  return orDisposed(model, async () => {
    const loaded = fromLayers(model);
    const weights = (await loaded.expert.weights?.()) ?? [];
    refuseNotFinite(
      location,
      new Map(weights.map(({ name, shape, values }) => [name, { shape, data: values }])),
    );
    return loaded;
  });
}

/** What is made of the model, which is disposed if that fails. */
async function orDisposed<T>(model: { dispose(): unknown }, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** @param initialWeights in the model's order */
export function fromLayers(model: LayersModel, initialWeights?: Weights): LoadedExpert {
  const width = model.outputs[0]?.shape.at(-1) ?? 0;
  const classes = classesOf(width);
  const start = initialWeights && { initialWeights };
  const expert = expertFromLayersModel(model, { classes, ...start });
  const gives = { activation: outputActivation(model), isBinary: width === 1 };
  const behind = (rest: LayersModel) => {
    const left =
      initialWeights &&
      rest.weights.map((each) => initialWeights[model.weights.indexOf(each)] as Weights[number]);
    return expertFromLayersModel(rest, { classes, ...(left && { initialWeights: left }) });
  };
  return {
    ...{ outputs: classes.length, gives, expert, layers: { model, behind } },
    hash: () => modelHash(model),
    dispose: () => void model.dispose(),
  };
}

async function loadGraph(path: string, locations: LocationOptions, shape: ImageShape): Promise<LoadedExpert> {
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  const model = await loadGraphModel(tfjsHandler(path, locations));
  return orDisposed(model, async () => {
    const width = tidy(
      () => expertFromGraphModel(model, { classes: [] }).logits(zeros([1, ...shape])).shape[1],
    );
    const classes = classesOf(width);
    const expert = expertFromGraphModel(model, { classes });
    const gives = { activation: graphOutputActivation(model), isBinary: width === 1 };
    return {
      ...{ outputs: classes.length, gives, expert },
      hash: () => tensorsHash(Object.values(model.weights).flat()),
      dispose: () => model.dispose(),
    };
  });
}

const asGraph =
  'tensorflowjs_converter --input_format=keras --output_format=tfjs_graph_model model.h5 FOLDER';

/** TensorFlow.js reports whatever went wrong inside when it cannot build a model; this adds what to do. */
async function orUnloadable<T>(location: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const typed = [LocationError, TfjsFileError, KerasFileError];
    if (typed.some((type) => error instanceof type)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MergeError(
      `${location} cannot be loaded: ${reason}`,
      'a TensorFlow.js model that maps images to logits',
      `Save it again; if it is for images of another size, give --input. A Keras model can be converted again, as a graph: ${asGraph}.`,
    );
  }
}

/** Undefined if a side is not fixed. */
function imageShape([height, width, channels]: readonly (number | null)[] = []): ImageShape | undefined {
  return height && width && channels ? [height, width, channels] : undefined;
}

/** The classes of a model of so many outputs, by their indices: a lone output tells two apart. */
function classesOf(outputs: number): number[] {
  return Array.from({ length: outputs === 1 ? 2 : outputs }, (_, index) => index);
}
