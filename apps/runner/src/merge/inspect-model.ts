import type { OnnxFile } from '@exmodel/models/onnx';
import { TfjsFileError } from '@exmodel/models/tfjs';
import { KerasFileError, LocationError, shownLocation, type WeightsFile } from '@exmodel/models/weights';
import { loadAlone, takenImages } from './load-alone';
import { MergeError } from './merge-error';
import type { ModelMetadata } from './model-metadata';
import { type ExpertFile, type OpenOptions, type Outputs, openExpert } from './open-expert';
import { recordedMetadata } from './recipe/read-record';

/** A model as `merge` sees it. */
export interface InspectedModel {
  /** Height, width and channels of its images; undefined for sides that may vary. */
  readonly takes: readonly (number | undefined)[];
  /** For how many classes it has outputs; undefined if it was not loaded to find that out. */
  readonly outputs: number | undefined;
  /** What its outputs are; undefined as above. */
  readonly activation: Outputs['activation'] | OnnxFile['activation'] | undefined;
  /** Whether one output tells two classes apart. */
  readonly isBinary: boolean;
  /** Number of parameters without running statistics; undefined unless it was loaded. */
  readonly parameters: number | undefined;
  readonly metadata: ModelMetadata;
  /** Whether the file itself says how large its images are. */
  readonly hasSize: boolean;
}

interface InspectOptions extends Pick<OpenOptions, 'resolve' | 'locations'> {
  /** Whether it may be loaded to see what its outputs are, where the file does not list that. */
  readonly isLoaded: boolean;
}

/** What a merge would find in a file; or why it would refuse it, and what to do. */
export async function inspectModel(
  given: string,
  weights: WeightsFile,
  { isLoaded, ...options }: InspectOptions,
): Promise<InspectedModel | string> {
  try {
    const file = await openExpert({ location: given, classes: [] }, { architecture: undefined, ...options });
    const metadata = { ...recordedMetadata(options.resolve(given)), ...file.metadata };
    const hasSize = (metadata.inputShape ?? file.shape) !== undefined;
    const common = { takes: takenImages(file), metadata, hasSize };
    const { guess } = file;
    if (guess !== undefined)
      return {
        ...common,
        outputs: guess.classes,
        activation: 'none',
        isBinary: false,
        parameters: undefined,
      };
    if (weights.onnx !== undefined) {
      const { classes, activation } = weights.onnx;
      const isBinary = classes === 1;
      return { ...common, outputs: isBinary ? 2 : classes, activation, isBinary, parameters: undefined };
    }
    if (!isLoaded)
      return { ...common, outputs: undefined, activation: undefined, isBinary: false, parameters: undefined };
    return { ...common, ...(await loadedFacts(file)) };
  } catch (error) {
    const refusals = [MergeError, LocationError, TfjsFileError, KerasFileError];
    if (!(error instanceof Error && refusals.some((type) => error instanceof type))) throw error;
    return error.message.replace(/ [^.]*exmodel inspect[^.]*\./, ''); // That is what the user has typed.
  }
}

async function loadedFacts(file: ExpertFile) {
  const { outputs, gives, layers, dispose } = await loadAlone(file);
  try {
    const trained = layers?.model.weights.filter(({ name }) => !isStatistic(name));
    const parameters = trained?.reduce(
      (total, { shape }) => total + shape.reduce<number>((a, b) => a * (b ?? 1), 1),
      0,
    );
    return { outputs, ...gives, parameters };
  } finally {
    dispose();
  }
}

/** Whether a tensor of that name holds running statistics, or their counter, of batch normalisation: PyTorch's and Keras's names. */
export function isStatistic(name: string): boolean {
  return /(^|[./_])(running_mean|running_var|num_batches_tracked|moving_mean|moving_variance)(_\d+)?(:0)?$/.test(
    name,
  );
}

/** What to type to merge a model, with words in place of what only the user knows, and what these stand for. */
export function mergeParameters(
  given: string,
  { takes, outputs, metadata: { classes, normalization }, hasSize }: InspectedModel,
): { readonly parameters: readonly string[]; readonly notes: readonly string[] } {
  const location = shownLocation(given);
  const isFew = outputs !== undefined && outputs <= 5;
  const names = isFew ? Array.from({ length: outputs }, (_, i) => `CLASS${i}`).join() : '@labels.txt';
  const ofClasses = isFew
    ? 'CLASS0, …: the names of its classes, in the order of the outputs'
    : `labels.txt: the names of its ${outputs ?? ''} classes, one a line, in the order of the outputs`;
  const channels = takes[2] ?? 3;
  const ofEach = (what: string) => Array(channels).fill(what).join();
  return {
    parameters: [
      ...['merge', classes === undefined ? `${location}:${names}` : location, 'OTHER:CLASS,CLASS'],
      ...(hasSize ? [] : ['--input', `HEIGHTxWIDTHx${channels}`]),
      ...(normalization === undefined ? ['--mean', ofEach('M'), '--std', ofEach('S')] : []),
    ],
    notes: [
      ...(classes === undefined ? [ofClasses.replace('  ', ' ')] : []),
      ...(normalization === undefined
        ? ['M and S: mean and standard deviation of the pixels (0 to 1) in its training, for each channel']
        : []),
    ],
  };
}
