import type { io } from '@tensorflow/tfjs-core';
import type { LocationOptions } from '../places/locate';
import { openModelFile } from '../places/model-file';
import { fromKeras3, namesFromKeras3 } from './keras-3';
import { readModelJson } from './model-json';
import { readShards } from './read-shards';

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
      const { groups, modelTopology, signature, format } = await readModelJson(file, source);
      const weightData = await readShards(file, groups);
      const weights = groups.flatMap((group) => group.weights);
      const weightSpecs = namesFromKeras3(modelTopology, weights) as unknown as io.WeightsManifestEntry[];
      const topology = fromKeras3(modelTopology);
      return { format, modelTopology: topology, weightSpecs, weightData, ...(signature && { signature }) };
    },
  };
}
