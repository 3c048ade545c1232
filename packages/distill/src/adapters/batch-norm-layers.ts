import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/**
 * A batch-norm layer of tfjs-layers or one that follows its form: normalises over all axes but the last. One
 * that counts its batches follows PyTorch in this too: its running variance is of the unbiased kind.
 */
export type BatchNormLayer = Layer & {
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
  readonly batchesTracked?: LayerVariable;
  readonly epsilon: number;
};

/** The model's batch-norm layers in its order, those of models inside it included. */
export function batchNormLayers(model: LayersModel): BatchNormLayer[] {
  return model.layers.flatMap((layer): BatchNormLayer[] => {
    if (isBatchNorm(layer)) return [layer];
    return isModel(layer) ? batchNormLayers(layer) : [];
  });
}

/** Those that normalise by the statistics of each batch in training: all but frozen ones that follow PyTorch. tfjs-layers' own do so even if frozen. */
export function batchStatisticsLayers(model: LayersModel): BatchNormLayer[] {
  return batchNormLayers(model).filter(
    ({ trainable, batchesTracked }) => trainable || batchesTracked === undefined,
  );
}

/**
 * Calls `seen` with what each of the layers is given while `compute` runs, however deep in a model the layer is.
 * The input is only there during that call: tfjs-layers frees it when the layer is done.
 */
export function watchInputs<L extends Layer, T>(
  layers: readonly L[],
  seen: (layer: L, input: Tensor) => void,
  compute: () => T,
): T {
  const calls = layers.map((layer) => layer.call);
  layers.forEach((layer, i) => {
    layer.call = (inputs, kwargs) => {
      seen(layer, (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor);
      return (calls[i] as Layer['call']).call(layer, inputs, kwargs);
    };
  });
  try {
    return compute();
  } finally {
    layers.forEach((layer, i) => {
      layer.call = calls[i] as Layer['call'];
    });
  }
}

function isBatchNorm(layer: Layer): layer is BatchNormLayer {
  return layer.getClassName().includes('BatchNormalization');
}

function isModel(layer: Layer): layer is LayersModel {
  return 'layers' in layer;
}
