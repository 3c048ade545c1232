import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describeModel } from './teachable-machine';

/** What a `model.json` says that {@link layersFiles} made. */
const generatedBy = 'exmodel';

/**
 * A layers model as files for `tf.loadLayersModel`: `model.json`, `weights.bin`, and `metadata.json` with its classes, size of images and
 * normalisation. The last one is as Teachable Machine's libraries read it, where pixels are x / 127.5 − 1 as there.
 *
 * @param metadata `classes` as JSON, `input`, `mean` and `std`
 * @returns by name, in the order in which to write them
 */
export async function layersFiles(
  model: LayersModel,
  metadata: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  let artifacts: io.ModelArtifacts = {};
  await model.save({
    async save(given) {
      artifacts = given;
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(given) };
    },
  });
  const { modelTopology, weightSpecs, weightData } = artifacts;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const text = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  return new Map([
    ['weights.bin', new Uint8Array(io.CompositeArrayBuffer.join(weightData))],
    ['metadata.json', text(describeModel(metadata))],
    ['model.json', text({ format: 'layers-model', generatedBy, modelTopology, weightsManifest })],
  ]);
}

/** Whether a `model.json` is one that {@link layersFiles} made. */
export function isLayersFile(modelJson: Uint8Array): boolean {
  return new TextDecoder().decode(modelJson.subarray(0, 100)).includes(`"generatedBy":"${generatedBy}"`);
}
