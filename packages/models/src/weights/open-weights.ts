import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { KerasFile } from '../keras/open-keras';
import { type Location, mostBytes } from '../location/location';
import { NumpyFileError } from '../numpy/numpy-file-error';
import { readNpzArrays } from '../numpy/read-npz';
import type { OnnxFile } from '../onnx/open-onnx';
import type { LocationOptions } from '../places/locate';
import { openModelFile } from '../places/model-file';
import { PytorchFileError } from '../pytorch/errors/pytorch-file-error';
import { readPytorch } from '../pytorch/read-pytorch';
import {
  type ByteSource,
  openSafetensors,
  type SafetensorsFile,
  type TensorInfo,
} from '../safetensors/open-safetensors';
import { SafetensorsError } from '../safetensors/safetensors-error';
import type { StateDict } from '../state-dict/state-tensor';
import { decodeWeights } from '../tfjs/decode-weights';
import { readModelJson } from '../tfjs/model-json';
import { readShards } from '../tfjs/read-shards';
import { teachableMetadata } from '../tfjs/teachable-machine';
import { storedDtype } from '../tfjs/weight-spec';
import { openSafetensorsIndex } from './open-safetensors-index';
import { sniffed, sniffFormat } from './sniff-format';
import { WeightsFormatError } from './weights-format-error';

export type WeightsFormat =
  | 'safetensors'
  | 'pytorch-zip'
  | 'pytorch-legacy'
  | 'npz'
  | 'tfjs-layers'
  | 'tfjs-graph'
  | 'onnx'
  | 'keras'
  | 'keras-h5';

/** A file of weights, whatever its format. */
export interface WeightsFile {
  readonly location: string;
  readonly format: WeightsFormat;
  /** Bytes of the file; of a TensorFlow.js model those of its `model.json`. */
  readonly size: number;
  /** Its own metadata, as text. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly infos: ReadonlyMap<string, TensorInfo>;
  /** Of an ONNX file: its graph, of which a model can be made. */
  readonly onnx?: OnnxFile;
  /**
   * The model of a TensorFlow.js layers model or a Keras file. Outside of training it computes what Keras does; the caller disposes it.
   *
   * @throws {TfjsFileError | KerasFileError} (from the promise) A layer is not read, or the file has no model but weights alone.
   */
  readonly createModel?: () => Promise<LayersModel>;
  /**
   * All tensors as float32, under the file's names and in its layout: a TensorFlow.js model has its own.
   *
   * @throws The error of its format.
   */
  read(): Promise<StateDict>;
}

/**
 * Opens weights wherever they are: a path, an https:// or an hf:// URL; of a folder its `model.json`, of a zip archive the one model in it.
 * The format is recognised by the content. Of safetensors and TensorFlow.js models only the header is read before `read` is called.
 *
 * @throws {LocationError} The file cannot be read.
 * @throws {WeightsFormatError} Its format is not supported.
 * @throws {SafetensorsError | PytorchFileError | NumpyFileError | TfjsFileError | OnnxFileError | KerasFileError} It is not well-formed,
 *   or refused.
 */
export async function openWeights(location: string, options: LocationOptions = {}): Promise<WeightsFile> {
  const { file, source } = await openModelFile(location, options);
  const kind = sniffFormat(await source.read(0, Math.min(sniffed, source.size)), file.name);
  const opened = await naming(file.name, () => openers[kind](source, file));
  return {
    ...{ location: file.name, size: source.size, ...opened },
    read: () => naming(file.name, () => opened.read()),
  };
}

/** Names the file in what goes wrong, where the error of its format does not: several files are opened at once. */
async function naming<T>(location: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const unnamed = [SafetensorsError, PytorchFileError, NumpyFileError];
    if (error instanceof Error && unnamed.some((type) => error instanceof type))
      error.message = `${location}: ${error.message}`;
    throw error;
  }
}

type Opened = Omit<WeightsFile, 'location' | 'size'>;

const openers: Record<
  ReturnType<typeof sniffFormat>,
  (source: ByteSource, file: Location) => Promise<Opened>
> = {
  safetensors: async (source) => asWeights(await openSafetensors(source)),
  'safetensors-index': async (source, file) => asWeights(await openSafetensorsIndex(source, file)),
  'pytorch-zip': (source, file) => openPytorch('pytorch-zip', source, file),
  'pytorch-legacy': (source, file) => openPytorch('pytorch-legacy', source, file),
  onnx: openOnnx,
  async npz(source, file) {
    const arrays = readNpzArrays(await allOf(source, file));
    const tensors = new Map([...arrays].map(([name, { tensor }]) => [name, tensor]));
    const dtypes = new Map([...arrays].map(([name, { dtype }]) => [name, dtype]));
    return { format: 'npz', metadata: {}, infos: infosOf(tensors, dtypes), read: async () => tensors };
  },
  async tfjs(source, file) {
    const { format, groups } = await readModelJson(file, source);
    const weights = groups.flatMap((group) => group.weights);
    return {
      format: format === 'layers-model' ? 'tfjs-layers' : 'tfjs-graph',
      metadata: format === 'layers-model' ? await teachableMetadata(file) : {},
      infos: new Map(weights.map((spec) => [spec.name, { dtype: storedDtype(spec), shape: spec.shape }])),
      read: async () => decodeWeights(file.name, weights, await readShards(file, groups)),
      ...(format === 'layers-model' && {
        async createModel() {
          const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
          const { modelArtifacts } = await import('../tfjs/tfjs-handler');
          const { wholeDispose } = await import('../layers/whole-dispose');
          return wholeDispose(await loadLayersModel({ load: () => modelArtifacts(file, source) }));
        },
      }),
    };
  },
  async keras(source, file) {
    const { openKerasArchive } = await import('../keras/open-keras');
    return asOpened('keras', await openKerasArchive(file.name, await allOf(source, file)));
  },
  'keras-h5': async (source, file) => {
    const { openKerasH5 } = await import('../keras/open-keras');
    return asOpened('keras-h5', await openKerasH5(file.name, await allOf(source, file)));
  },
};

function asOpened(format: 'keras' | 'keras-h5', { version, infos, read, createModel }: KerasFile): Opened {
  return { format, infos, metadata: version === '' ? {} : { keras: version }, read, createModel };
}

function asWeights({ infos, metadata, read }: SafetensorsFile): Opened {
  return { format: 'safetensors', infos, metadata, read: () => read() };
}

async function openOnnx(source: ByteSource, file: Location): Promise<Opened> {
  const { readOnnx } = await import('../onnx/open-onnx');
  const onnx = { location: file.name, ...(await readOnnx(source, file)) };
  const { infos, metadata, read } = onnx;
  return { format: 'onnx', infos, metadata, onnx, read };
}

async function openPytorch(
  format: 'pytorch-zip' | 'pytorch-legacy',
  source: ByteSource,
  file: Location,
): Promise<Opened> {
  const { tensors, path, dtypes, passedOver } = readPytorch(await allOf(source, file));
  const metadata = {
    ...(path.length > 0 && { path: path.join('.') }),
    ...(passedOver.length > 0 && { 'passed over': passedOver.join(', ').slice(0, 1000) }),
  };
  return { format, metadata, infos: infosOf(tensors, dtypes), read: async () => tensors };
}

async function allOf(source: ByteSource, { name }: Location): Promise<Uint8Array> {
  if (source.size > mostBytes) {
    const advice = 'Convert it to safetensors, which is read piece by piece.';
    throw new WeightsFormatError(name, `it has ${source.size} bytes, more than ${mostBytes}`, advice);
  }
  return source.read(0, source.size);
}

function infosOf(tensors: StateDict, dtypes: ReadonlyMap<string, string>): ReadonlyMap<string, TensorInfo> {
  return new Map([...tensors].map(([name, { shape }]) => [name, { shape, dtype: dtypes.get(name) ?? '' }]));
}
