import { tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, models, type layers as tfjsLayers } from '@tensorflow/tfjs-layers';
import '../layers/keras';
import { wholeDispose } from '../layers/whole-dispose';
import type { StateTensor } from '../state-dict/state-tensor';
import { KerasFileError } from './keras-file-error';
import { type LayerNode, layerTree } from './layer-tree';
import { refuseUnread } from './refuse-unread';
import { tfjsTopology } from './topology';
import { unconnectedLayer } from './unconnected-layer';
import { validName } from './valid-name';

type Layer = ReturnType<typeof tfjsLayers.dense>;

/**
 * The model that a configuration describes, with the weights of its layers.
 *
 * @param config `{ class_name, config }`
 * @param layers those of `config`
 * @param weightsOf the weights of a layer, in its order
 * @throws {KerasFileError} A layer is not read, or its weights are others; it is named.
 */
export async function buildModel(
  location: string,
  config: Readonly<Record<string, unknown>>,
  layers: readonly LayerNode[],
  weightsOf: (layer: LayerNode) => readonly StateTensor[],
): Promise<LayersModel> {
  const topology = tfjsTopology({ model_config: config }) as { model_config: Record<string, unknown> };
  const forms = layerTree(topology.model_config) ?? [];
  refuseUnread(location, layers, forms);
  const loose = unconnectedLayer(forms)?.name.slice(0, 200);
  if (loose !== undefined) {
    const given = `its layer '${loose}' is applied to what no layer before it gives`;
    throw new KerasFileError(location, given, 'layers that are connected', 'Save the model again.', loose);
  }
  const model = wholeDispose(await orRefused(location, () => models.modelFromJSON(topology as never)));
  try {
    for (const layer of layers) setWeights(location, model, layer, weightsOf);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function setWeights(
  location: string,
  model: LayersModel,
  node: LayerNode,
  weightsOf: (layer: LayerNode) => readonly StateTensor[],
): void {
  const layer = model.getLayer(validName(node.name)) as Layer;
  for (const inner of node.layers ?? [])
    setWeights(location, layer as unknown as LayersModel, inner, weightsOf);
  if (node.layers !== undefined || layer.weights.length === 0) return;
  const weights = weightsOf(node);
  const shapes = (list: readonly { readonly shape: readonly (number | null)[] }[]) =>
    list.map(({ shape }) => `[${shape}]`).join(' ');
  const [given, expected] = [shapes(weights), shapes(layer.weights)];
  if (given !== expected) {
    throw new KerasFileError(
      location,
      `its layer '${node.name.slice(0, 200)}' (${node.kind}) has ${given === '' ? 'no weights' : `weights of the shapes ${given}`}`,
      expected,
      'Save the whole model again: model.save(…).',
      node.name,
    );
  }
  layer.weights.forEach((variable, index) => {
    const { data, shape } = weights[index] as StateTensor;
    tidy(() => void variable.write(tensor(data, [...shape], variable.dtype)));
  });
}

/** TensorFlow.js's own words on a model that it does not take. */
async function orRefused<T>(location: string, build: () => Promise<T>): Promise<T> {
  try {
    return await build();
  } catch (error) {
    const given = `TensorFlow.js cannot build its model: ${(error as Error).message.slice(0, 500)}`;
    throw new KerasFileError(location, given, 'a model as Keras describes it', 'Save it again.');
  }
}
