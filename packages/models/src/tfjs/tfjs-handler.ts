import type { io } from '@tensorflow/tfjs-core';
import { isObject } from '../json/parse-object';
import { layerTree, leavesOf } from '../keras/layer-tree';
import { otherThanKeras } from '../keras/refuse-unread';
import { tfjsTopology } from '../keras/topology';
import { unconnectedLayer } from '../keras/unconnected-layer';
import '../layers/keras';
import type { Location } from '../location/location';
import type { LocationOptions } from '../places/locate';
import { openModelFile } from '../places/model-file';
import type { ByteSource } from '../safetensors/open-safetensors';
import { readModelJson } from './model-json';
import { readShards } from './read-shards';
import { TfjsFileError } from './tfjs-file-error';
import { tfjsNames } from './weight-names';

/**
 * Where `loadLayersModel` and `loadGraphModel` find a model: the `model.json` at a path, an https:// or hf:// URL, in a folder or a zip
 * archive, and the files that it names. tfjs itself reads no paths without tfjs-node. Sizes, names and paths are checked before
 * anything is allocated, and no path leads out of the folder; optimizers and custom objects are not loaded.
 *
 * @throws (from `load`) {LocationError} A file cannot be read. {TfjsFileError} The model is not well-formed.
 */
export function tfjsHandler(location: string, options: LocationOptions = {}): io.IOHandler {
  return {
    async load() {
      const { file, source } = await openModelFile(location, options);
      return modelArtifacts(file, source);
    },
  };
}

/** The same of a `model.json` that is open. */
export async function modelArtifacts(file: Location, source: ByteSource): Promise<io.ModelArtifacts> {
  const { groups, modelTopology, signature, format } = await readModelJson(file, source);
  const weightData = await readShards(file, groups);
  const weights = groups.flatMap((group) => group.weights);
  const isLayers = format === 'layers-model';
  return {
    ...{ format, weightData, ...(signature && { signature }) },
    modelTopology: isLayers ? layersTopology(file, modelTopology) : modelTopology,
    weightSpecs: (isLayers ? tfjsNames(modelTopology, weights) : weights) as io.WeightsManifestEntry[],
  };
}

/** An activation that means something else since Keras 3, in words that follow a layer's name. */
function ofKeras3(activation: unknown, version: unknown): string | undefined {
  const isOther = activation === 'hard_sigmoid' && String(version).startsWith('3');
  return isOther ? 'has the activation hard_sigmoid, which Keras 3 changed' : undefined;
}

function layersTopology({ name }: Location, given: object): object {
  const topology = tfjsTopology(given) as Record<string, unknown>;
  const { model_config: config = topology, keras_version: version } = topology;
  const layers = isObject(config) ? layerTree(config) : undefined;
  // TensorFlow.js's own models mean what it computes.
  const byKeras = typeof version === 'string' && !version.startsWith('tfjs');
  for (const layer of byKeras ? (layers ?? []).flatMap(leavesOf) : []) {
    const other = otherThanKeras(layer) ?? ofKeras3(layer.config.activation, version);
    if (other === undefined) continue;
    const said = `its layer '${layer.name.slice(0, 200)}' (${layer.kind.slice(0, 80)}) ${other}`;
    throw new TfjsFileError(name, said, 'layers that TensorFlow.js computes as Keras does');
  }
  const loose = layers && unconnectedLayer(layers)?.name.slice(0, 200);
  if (loose === undefined) return topology;
  const found = `its layer '${loose}' is applied to what no layer before it gives`;
  throw new TfjsFileError(name, found, 'layers that are connected');
}
