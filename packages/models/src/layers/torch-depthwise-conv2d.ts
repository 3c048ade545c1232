import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs, OwnConfig } from './layer-args';
import { type Padding, padLikeTorch, sideAfter } from './torch-padding';

export interface TorchDepthwiseConv2dConfig extends LayerArgs {
  /** Side of the square kernel. */
  kernelSize: number;
  /** Default 1. */
  stride?: number | undefined;
  /** Zeros on each of the four sides; or 'same', as TensorFlow pads. Default 0. */
  padding?: Padding | undefined;
}

/**
 * One filter for each channel and no bias, `torch.nn.Conv2d(C, C, …, groups=C, bias=False)`:
 * [batch, height, width, C] → [batch, height', width', C]. Differs from tfjs's layer as {@link TorchConv2d} does.
 *
 * The weight, [kernelSize, kernelSize, C, 1], starts at zero; `createModel` gives it PyTorch's initialisation.
 */
export class TorchDepthwiseConv2d extends layers.Layer {
  static className = 'TorchDepthwiseConv2d';

  private readonly config: OwnConfig<TorchDepthwiseConv2dConfig>;
  private kernel!: LayerVariable;

  constructor(config: TorchDepthwiseConv2dConfig) {
    super(config);
    const { kernelSize, stride = 1, padding = 0 } = config;
    this.config = { kernelSize, stride, padding };
  }

  override build(inputShape: Shape | Shape[]): void {
    const { kernelSize } = this.config;
    const channels = (inputShape as Shape)[3] as number;
    const shape = [kernelSize, kernelSize, channels, 1];
    this.kernel = this.addWeight('kernel', shape, 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, height, width, channels = null] = inputShape as Shape;
    const side = (size: number) => sideAfter(size, this.config);
    return [batch, side(height as number), side(width as number), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [images, pad] = padLikeTorch(input, this.config);
      return tf.depthwiseConv2d(images, this.kernel.read() as tf.Tensor4D, this.config.stride, pad);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}

tf.serialization.registerClass(TorchDepthwiseConv2d);
