import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from './layer-args';
import { padLikeTorch, sideAfter, type WindowGeometry } from './torch-padding';

export interface TorchMaxPool2dConfig extends LayerArgs, WindowGeometry {}

/** `torch.nn.MaxPool2d`, whose padding is −∞: [batch, height, width, C] → [batch, height', width', C]. */
export class TorchMaxPool2d extends layers.Layer {
  static className = 'TorchMaxPool2d';

  private readonly geometry: WindowGeometry;

  constructor(config: TorchMaxPool2dConfig) {
    super(config);
    const { kernelSize, stride, padding } = config;
    this.geometry = { kernelSize, stride, padding };
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, height, width, channels = null] = inputShape as Shape;
    const side = (size: number) => sideAfter(size, this.geometry);
    return [batch, side(height as number), side(width as number), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [images, pad] = padLikeTorch(input, this.geometry, { outside: Number.NEGATIVE_INFINITY });
      return tf.maxPool(images, this.geometry.kernelSize, this.geometry.stride, pad);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.geometry };
  }
}

tf.serialization.registerClass(TorchMaxPool2d);
