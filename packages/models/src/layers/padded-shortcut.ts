import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from './layer-args';

interface PaddedShortcutConfig extends LayerArgs {
  filters: number;
}

/**
 * The shortcut without weights of He et al. 2015, option A: every second pixel of every second row, among as many channels of zeros on both sides as make
 * `filters` of them. [batch, height, width, C] → [batch, ⌈height / 2⌉, ⌈width / 2⌉, filters].
 */
export class PaddedShortcut extends layers.Layer {
  static className = 'PaddedShortcut';

  private readonly filters: number;

  constructor(config: PaddedShortcutConfig) {
    super(config);
    this.filters = config.filters;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, height, width] = inputShape as Shape;
    const half = (side: number | null | undefined) => (side ? Math.ceil(side / 2) : null);
    return [batch, half(height), half(width), this.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const zeros = this.filters - x.shape[3];
      const before = Math.floor(zeros / 2);
      // A pool of single pixels, because a strided slice has no gradient.
      return tf.pad(tf.avgPool(x, 1, 2, 'valid'), [
        [0, 0],
        [0, 0],
        [0, 0],
        [before, zeros - before],
      ]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters };
  }
}

tf.serialization.registerClass(PaddedShortcut);
