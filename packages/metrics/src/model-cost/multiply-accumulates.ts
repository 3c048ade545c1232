import { checkIndex } from '../shared/check-index';

/** What a layer multiplies for one sample; sizes are integers >= 0. */
export type LayerShape =
  | { readonly kind: 'dense'; readonly inputs: number; readonly outputs: number }
  | {
      readonly kind: 'convolution';
      /** Height and width. */
      readonly kernel: readonly [number, number];
      /** Channels that one output channel reads: all of the input, or those of its group (1 if depthwise). */
      readonly inputChannels: number;
      readonly outputChannels: number;
      /** Height and width of the output. */
      readonly output: readonly [number, number];
    };

/**
 * Multiply-accumulate operations (MACs) of one forward pass of one sample:
 *
 *     Σ inputs · outputs  +  Σ output height · width · output channels · kernel height · width · input channels
 *
 * Biases, normalisation, pooling and activations do not count. Avalanche's `MAC` leaves out the input channels of
 * convolutions, so that its figures are smaller.
 *
 * @throws InvalidMetricInputError for a size that is no integer >= 0
 */
export function multiplyAccumulates(layers: readonly LayerShape[]): number {
  return layers.reduce((sum, layer, i) => {
    const sizes =
      layer.kind === 'dense'
        ? [layer.inputs, layer.outputs]
        : [...layer.kernel, layer.inputChannels, layer.outputChannels, ...layer.output];
    for (const size of sizes) {
      checkIndex(`a size of layers[${i}]`, size, Number.POSITIVE_INFINITY, 'Give the shapes of one sample.');
    }
    return sum + sizes.reduce((product, size) => product * size, 1);
  }, 0);
}
