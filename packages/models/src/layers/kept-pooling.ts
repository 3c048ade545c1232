import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from './layer-args';

interface KeptPoolingConfig extends LayerArgs {
  by: 'mean' | 'max';
}

/** Keras's global pooling with `keepdims`, which TensorFlow.js lacks: [batch, height, width, channels] → [batch, 1, 1, channels]. */
export class KeptPooling extends layers.Layer {
  static className = 'KeptPooling';

  private readonly by: 'mean' | 'max';

  constructor(config: KeptPoolingConfig) {
    super(config);
    this.by = config.by;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, , , channels] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    return [batch ?? null, 1, 1, channels ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return this.by === 'max' ? tf.max(x, [1, 2], true) : tf.mean(x, [1, 2], true);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), by: this.by };
  }
}

tf.serialization.registerClass(KeptPooling);
