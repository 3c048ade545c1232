import type { LayersModel } from '@tensorflow/tfjs-layers';
import { parseObject, type RefuseJson } from '../json/parse-object';
import type { TensorInfo } from '../safetensors/open-safetensors';
import { dtypes } from '../state-dict/dtypes';
import type { StateDict, StateTensor } from '../state-dict/state-tensor';
import { readZip, unpackedBytes } from '../zip/read-zip';
import { ZipError } from '../zip/zip-error';
import { type Hdf5, withHdf5 } from './hdf5';
import { KerasFileError } from './keras-file-error';
import { arraysByName, arraysByPlace, type LayerArrays } from './layer-arrays';
import { type LayerNode, layerTree, leavesOf } from './layer-tree';

/** A file that Keras saved. */
export interface KerasFile {
  /** Of Keras; '' where the file does not say it. */
  readonly version: string;
  /** All arrays but those of optimizers, under their paths. */
  readonly infos: ReadonlyMap<string, TensorInfo>;
  read(): Promise<StateDict>;
  /** @throws {KerasFileError} (from the promise) It holds weights alone, or a layer is not read; it is named. */
  createModel(): Promise<LayersModel>;
}

/** Bytes of a configuration, and of weights, at most. */
const most = { config: 100_000_000, weights: 2 ** 31 };

/**
 * A model in an HDF5 file (`.h5`): all of it, as Keras 2 saves models, or weights alone.
 *
 * @throws {KerasFileError}
 */
export async function openKerasH5(location: string, bytes: Uint8Array): Promise<KerasFile> {
  return withHdf5(location, bytes, (hdf5) => {
    const config = hdf5.attribute('', 'model_config');
    return kerasFile(location, bytes, hdf5, {
      version: String(hdf5.attribute('', 'keras_version') ?? ''),
      config: typeof config === 'string' ? parseObject(encoded(config), refuseJson(location)) : undefined,
      arraysOf: arraysByName,
    });
  });
}

/**
 * A model in an archive (`.keras`), as Keras 3 and the last of Keras 2 save models.
 *
 * @throws {KerasFileError}
 */
export async function openKerasArchive(location: string, bytes: Uint8Array): Promise<KerasFile> {
  const { metadata, config, weights } = await filesOf(location, bytes);
  return withHdf5(location, weights, (hdf5) =>
    kerasFile(location, weights, hdf5, {
      version: String(parseObject(metadata, refuseJson(location)).keras_version ?? ''),
      config: parseObject(config, refuseJson(location)),
      arraysOf: arraysByPlace,
    }),
  );
}

async function filesOf(location: string, bytes: Uint8Array) {
  try {
    const records = readZip(bytes, { deflated: true });
    const file = async (name: string, limit: number) => {
      const record = records.get(name);
      if (record !== undefined) return unpackedBytes(record, limit);
      throw new KerasFileError(
        location,
        `it has no ${name}`,
        'all that Keras saves',
        'Save the model again.',
      );
    };
    return {
      metadata: await file('metadata.json', most.config),
      config: await file('config.json', most.config),
      weights: await file('model.weights.h5', most.weights),
    };
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new KerasFileError(location, error.given, error.expected, error.advice);
  }
}

interface Described {
  readonly version: string;
  /** Of the model; undefined where there is none. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  readonly arraysOf: (hdf5: Hdf5, layers: readonly LayerNode[]) => LayerArrays;
}

/** @param bytes of the HDF5 file, which is opened again when its values are needed */
function kerasFile(
  location: string,
  bytes: Uint8Array,
  { arrays }: Hdf5,
  { version, config, arraysOf }: Described,
): KerasFile {
  const own = [...arrays].filter(([path]) => !/^\/optimizer(_weights)?\//.test(path));
  return {
    version,
    infos: new Map(own.map(([path, info]) => [path.replace(/^\/(model_weights\/)?/, ''), info])),
    read: () =>
      withHdf5(location, bytes, (hdf5) => {
        const numbers = own.filter(([, { dtype }]) => dtype !== '').map(([path]) => path);
        const tensors = tensorsOf(location, hdf5, numbers);
        return new Map(
          numbers.map((path, i) => [path.replace(/^\/(model_weights\/)?/, ''), tensors[i] as StateTensor]),
        );
      }),
    async createModel() {
      const layers = config && layerTree(config);
      if (config === undefined || layers === undefined) {
        const given = 'it holds weights, and describes no model that they belong to';
        const advice =
          "Make the model in Keras, then type: model.load_weights('FILE.weights.h5'); model.save('model.keras').";
        throw new KerasFileError(location, given, 'a whole model', advice);
      }
      const weights = await withHdf5(location, bytes, (hdf5) => {
        const found = arraysOf(hdf5, layers);
        const leaves = layers.flatMap(leavesOf);
        return new Map(leaves.map((leaf) => [leaf, tensorsOf(location, hdf5, found.get(leaf) ?? [])]));
      });
      const { buildModel } = await import('./build-model');
      return buildModel(location, config, layers, (layer) => weights.get(layer) ?? []);
    },
  };
}

/** Arrays as float32. */
function tensorsOf(location: string, hdf5: Hdf5, paths: readonly string[]): StateTensor[] {
  return paths.map((path) => {
    const info = hdf5.arrays.get(path);
    const decode = dtypes.get(info?.dtype ?? '')?.decode;
    if (info === undefined)
      throw new KerasFileError(location, `it has no array ${path}`, 'all weights', 'Save the model again.');
    if (decode === undefined) {
      const given = `the array ${path} is of no real numbers that are read`;
      throw new KerasFileError(location, given, 'float32', 'Save the model in float32.');
    }
    const data = decode(hdf5.bytes(path), (given, expected, advice) => {
      throw new KerasFileError(location, `the array ${path}: ${given}`, expected, advice);
    });
    return { shape: info.shape, data };
  });
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function refuseJson(location: string): RefuseJson {
  return (given, expected) => {
    throw new KerasFileError(location, `its configuration: ${given}`, expected, 'Save the model again.');
  };
}
