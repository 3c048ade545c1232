import { type LayerShape, multiplyAccumulates } from '@exmodel/metrics';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** How large a model is, and how much it computes. */
export interface ModelCost {
  /** Trainable numbers. */
  readonly parameters: number;
  /** Multiply-accumulate operations for one image: those of convolutions and dense layers. */
  readonly macs: number;
}

/** Counts by the shapes of the trainable weights, so that it holds for layers of our own, too. */
export function modelCost(model: LayersModel): ModelCost {
  const sizes = model.trainableWeights.map(({ shape }) =>
    (shape as number[]).reduce((product, side) => product * side, 1),
  );
  const layers = model.layers.flatMap(({ trainableWeights, outputShape }) =>
    trainableWeights.flatMap(({ shape }) => layerShape(shape as number[], outputShape as number[])),
  );
  return { parameters: sizes.reduce((sum, size) => sum + size, 0), macs: multiplyAccumulates(layers) };
}

/** What a layer with such a weight multiplies: the kernel of a convolution has four axes, that of a dense layer two. */
function layerShape(weight: readonly number[], [, height = 1, width = 1]: readonly number[]): LayerShape[] {
  const [a = 0, b = 0, inputChannels = 0, outputChannels = 0] = weight;
  switch (weight.length) {
    case 2:
      return [{ kind: 'dense', inputs: a, outputs: b }];
    case 4:
      return [
        { kind: 'convolution', kernel: [a, b], inputChannels, outputChannels, output: [height, width] },
      ];
    default:
      return [];
  }
}
