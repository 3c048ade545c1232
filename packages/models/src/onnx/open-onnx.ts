import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Location, mostBytes } from '../location/location';
import { type LocationOptions, locate } from '../places/locate';
import type { ByteSource, TensorInfo } from '../safetensors/open-safetensors';
import type { StateDict } from '../state-dict/state-tensor';
import { buildModel } from './build-model';
import { decodeModel } from './file/decode-model';
import { classCount, graphInput, type HeadActivation, headOf, opsetOf, readGraph } from './file/read-graph';
import { tensorHeader } from './file/read-tensor';
import { type OnnxWeights, writeModel } from './file/write-model';
import { isMadeUp, sizeOf } from './graph/constant';
import { OnnxFileError } from './graph/onnx-file-error';
import { type NewHead, withNewHead } from './new-head';

export interface OnnxModelOptions {
  /** Height and width of the images, where the file leaves them free. */
  readonly imageSize?: readonly [height: number, width: number] | undefined;
  /** Another number of classes: the last layer is drawn anew, all others keep the file's weights. */
  readonly newHead?: NewHead | undefined;
}

/** An image classifier in an ONNX file. */
export interface OnnxFile {
  readonly location: string;
  /** Bytes of the file, without those of files beside it. */
  readonly size: number;
  /** Version of ONNX's operators. */
  readonly opset: number;
  /** The framework that wrote it, with its version. */
  readonly producer: string;
  /** Its own metadata. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Height, width and channels of its images; undefined where the file leaves a side free. */
  readonly inputShape: readonly [height: number | undefined, width: number | undefined, channels: number];
  /** How many outputs it has; undefined where the file does not say it. */
  readonly classes: number | undefined;
  /**
   * What the file does to its logits at the end, such as softmax. A model that is made of it gives the logits, without this.
   */
  readonly activation: HeadActivation;
  /** How many nodes there are of each operator. */
  readonly operators: ReadonlyMap<string, number>;
  /** The tensors, as the file names them. */
  readonly infos: ReadonlyMap<string, TensorInfo>;
  /**
   * Tensors of weights whose names the exporter made up, since it folded or transposed what the module has: the module cannot
   * load a state dict with these. Empty where the file is exported with all as it is.
   */
  readonly madeUpNames: readonly string[];
  /** All tensors of real numbers, as float32. */
  read(): Promise<StateDict>;
  /**
   * A model that computes what the file does: images [batch, height, width, channels] → logits [batch, classes]. Its weights are
   * those of the file, `stateDict` gives them under the file's names. The caller disposes it.
   *
   * @throws {OnnxFileError} (from the promise) A node is not read; it is named.
   * @throws {ModelOptionsError} (from the promise) `newHead` has no number of outputs, or draws something else than numbers in [0, 1).
   */
  createModel(options?: OnnxModelOptions): Promise<LayersModel>;
  /**
   * The file with other weights, such as those of a student.
   *
   * @throws {OnnxFileError} (from the promise) They are of another graph, or the file has not float32.
   * @throws {ModelOptionsError} (from the promise) `classes` is no number of outputs.
   */
  write(weights: OnnxWeights): Promise<Uint8Array>;
}

/**
 * Opens an ONNX file: a path, an https:// or an hf:// URL. Tensors in files beside it are read when they are needed.
 *
 * @throws {LocationError} It cannot be read.
 * @throws {OnnxFileError} It is not well-formed, or no image classifier.
 */
export async function openOnnx(location: string, options: LocationOptions = {}): Promise<OnnxFile> {
  const file = locate(location, options);
  return { location: file.name, ...(await readOnnx(await file.open(), file)) };
}

/** The same for a file that is open. */
export async function readOnnx(source: ByteSource, file: Location): Promise<Omit<OnnxFile, 'location'>> {
  const { name } = file;
  if (source.size > mostBytes) {
    const advice = 'Export it with its weights in a file beside it: external_data=True.';
    throw new OnnxFileError(name, `it has ${source.size} bytes`, `at most ${mostBytes}`, advice);
  }
  const model = decodeModel(name, await source.read(0, source.size));
  const { height, width, channels } = graphInput(name, model);
  const { producerName, producerVersion, metadataProps, graph } = model;
  const readBeside = besides(file);
  const infos = new Map(
    (graph?.initializer ?? []).map((tensor) => {
      const { dtype, shape } = tensorHeader(name, tensor);
      return [tensor.name, { dtype, shape }] as const;
    }),
  );
  return {
    size: source.size,
    opset: opsetOf(model),
    producer: [producerName, producerVersion].filter((part) => part !== '').join(' '),
    metadata: Object.fromEntries(metadataProps.map(({ key, value }) => [key, value])),
    inputShape: [height, width, channels],
    classes: classCount(name, model),
    activation: headOf(name, model).activation,
    operators: counted((graph?.node ?? []).map(({ opType }) => opType)),
    infos,
    madeUpNames: [...infos].flatMap(([tensor, { dtype, shape }]) =>
      isMadeUp(tensor) && dtype.includes('F') && sizeOf(shape) > 1 ? [tensor] : [],
    ),
    async read() {
      const { initializers } = await readGraph(name, model, readBeside);
      return new Map(
        [...initializers].flatMap(([tensor, { shape, data }]) =>
          data instanceof Float32Array ? [[tensor, { shape, data }] as const] : [],
        ),
      );
    },
    write: (weights) => writeModel(name, model, weights, readBeside),
    async createModel({ imageSize, newHead } = {}) {
      const [down, across] = [height ?? imageSize?.[0], width ?? imageSize?.[1]];
      if (down === undefined || across === undefined) {
        throw new OnnxFileError(
          name,
          'it leaves the size of its images free',
          'imageSize',
          'Give it, as in training.',
        );
      }
      const graph = await readGraph(name, model, readBeside);
      return buildModel(newHead === undefined ? graph : withNewHead(graph, newHead), [
        down,
        across,
        channels,
      ]);
    },
  };
}

/** Each file beside it is opened once. */
function besides(file: Location) {
  const opened = new Map<string, Promise<ByteSource>>();
  return async (path: string, offset: number, length: number): Promise<Uint8Array> => {
    const source = opened.get(path) ?? file.beside(path).open();
    opened.set(path, source);
    const { size, read } = await source;
    if (offset + length <= size) return read(offset, offset + length);
    throw new OnnxFileError(
      file.name,
      `a tensor has ${length} bytes from ${offset} of ${path}, which has ${size}`,
      'all of the file beside it',
      'Fetch both files again.',
    );
  };
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
