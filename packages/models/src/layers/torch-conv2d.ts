import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs, OwnConfig } from './layer-args';
import { type Padding, padLikeTorch, sideAfter } from './torch-padding';

export interface TorchConv2dConfig extends LayerArgs {
  /** Output channels. */
  filters: number;
  /** Side of the square kernel. */
  kernelSize: number;
  /** Default 1. */
  stride?: number | undefined;
  /** Zeros on each of the four sides; or 'same', as TensorFlow pads. Default 0. */
  padding?: Padding | undefined;
  /** Default true. */
  bias?: boolean | undefined;
}

/**
 * A convolution with PyTorch's geometry: [batch, height, width, in] → [batch, height', width', filters].
 *
 * It is not tfjs's `conv2d` layer for two reasons. That has no numeric padding, and TensorFlow's 'same' differs from
 * PyTorch's at stride 2. And tfjs's layer goes through the fused kernel, whose gradient always
 * computes the filters' gradient: synthesis needs the image gradient only, for which that is half of the work.
 *
 * Weights start at zero; `createModel` gives them PyTorch's initialisation.
 */
export class TorchConv2d extends layers.Layer {
  static className = 'TorchConv2d';

  private readonly config: OwnConfig<TorchConv2dConfig>;
  private kernel!: LayerVariable;
  private bias: LayerVariable | undefined;

  constructor(config: TorchConv2dConfig) {
    super(config);
    const { filters, kernelSize, stride = 1, padding = 0, bias = true } = config;
    this.config = { filters, kernelSize, stride, padding, bias };
  }

  override build(inputShape: Shape | Shape[]): void {
    const { filters, kernelSize, bias } = this.config;
    const channels = (inputShape as Shape)[3] as number;
    const zeros = initializers.zeros();
    this.kernel = this.addWeight('kernel', [kernelSize, kernelSize, channels, filters], 'float32', zeros);
    if (bias) this.bias = this.addWeight('bias', [filters], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, height, width] = inputShape as Shape;
    const side = (size: number) => sideAfter(size, this.config);
    return [batch, side(height as number), side(width as number), this.config.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [images, pad] = padLikeTorch(input, this.config);
      const features = tf.conv2d(images, this.kernel.read() as tf.Tensor4D, this.config.stride, pad);
      return this.bias === undefined ? features : tf.add(features, this.bias.read());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}

tf.serialization.registerClass(TorchConv2d);
