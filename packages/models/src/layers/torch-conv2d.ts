import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from './layer-args';

export interface TorchConv2dConfig extends LayerArgs {
  /** Output channels. */
  filters: number;
  /** Side of the square kernel. */
  kernelSize: number;
  /** Default 1. */
  stride?: number;
  /** Zeros on each of the four sides, as in PyTorch (not TensorFlow's 'same'). Default 0. */
  padding?: number;
  /** Default true. */
  bias?: boolean;
}

/**
 * A convolution with PyTorch's geometry: [batch, height, width, in] → [batch, height', width', filters].
 *
 * It is not tfjs's `conv2d` layer for two reasons. TensorFlow's 'same' padding differs from PyTorch's at stride 2,
 * and tfjs-node refuses numeric padding. And tfjs's layer goes through the fused kernel, whose gradient always
 * computes the filters' gradient: synthesis needs the image gradient only, for which that is half of the work.
 *
 * Weights start at zero; `createModel` gives them PyTorch's initialisation.
 */
export class TorchConv2d extends layers.Layer {
  static className = 'TorchConv2d';

  private readonly config: Required<Omit<TorchConv2dConfig, keyof LayerArgs>>;
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
    const { filters, kernelSize, stride, padding } = this.config;
    const [batch = null, height, width] = inputShape as Shape;
    const side = (size: number) => Math.floor((size + 2 * padding - kernelSize) / stride) + 1;
    return [batch, side(height as number), side(width as number), filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { kernelSize, stride, padding } = this.config;
    return tf.tidy(() => {
      let images = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      // At stride 1 this is what 'same' means, and it saves the copy.
      const same = stride === 1 && 2 * padding === kernelSize - 1;
      if (padding > 0 && !same) {
        const sides: [number, number] = [padding, padding];
        images = tf.pad4d(images, [[0, 0], sides, sides, [0, 0]]);
      }
      const filters = this.kernel.read() as tf.Tensor4D;
      const features = tf.conv2d(images, filters, stride, same ? 'same' : 'valid');
      return this.bias === undefined ? features : tf.add(features, this.bias.read());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}

tf.serialization.registerClass(TorchConv2d);
