import * as tf from '@tensorflow/tfjs-core';

/** Keras's activation `hard_silu`, which TensorFlow.js lacks: x · relu6(x + 3) / 6. */
class HardSilu extends tf.serialization.Serializable {
  /** As TensorFlow.js writes names. */
  static className = 'hardSilu';

  apply(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)));
  }

  getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}

tf.serialization.registerClass(HardSilu);
