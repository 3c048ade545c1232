import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** min(max(x, 0), 6) by the one kernel that every backend has; tfjs's `reLU({ maxValue: 6 })` runs two, and four in its gradient. */
export class Relu6 extends layers.Layer {
  static className = 'Relu6';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.relu6((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor);
  }
}

tf.serialization.registerClass(Relu6);
