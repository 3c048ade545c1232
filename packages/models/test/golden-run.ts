import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { channelsFirst } from './rule';

export interface GoldenRun {
  logits: Float32Array;
  loss: number;
  /** 2-norms of the gradients by PyTorch's names. */
  gradientNorms: Record<string, number>;
  inputGradient: Float32Array;
}

/** Logits, mean cross-entropy against the labels 0, 1, 2, … and its gradients. */
export function goldenRun(
  model: LayersModel,
  images: tf.Tensor4D,
  options: { training?: boolean } = {},
): GoldenRun {
  return tf.tidy(() => {
    let logits = new Float32Array();
    const loss = (x: tf.Tensor): tf.Scalar => {
      const output = model.apply(x, { training: options.training ?? false }) as tf.Tensor2D;
      logits = Float32Array.from(output.dataSync());
      const labels = tf.oneHot(tf.range(0, output.shape[0], 1, 'int32'), output.shape[1]);
      return tf.losses.softmaxCrossEntropy(labels, output) as tf.Scalar;
    };
    const weights = model.trainableWeights;
    const { value, grads } = tf.valueAndGrads((x, ..._: tf.Tensor[]) => loss(x as tf.Tensor))([
      images,
      ...weights.map((weight) => weight.read()),
    ]);
    const [inputGradient, ...gradients] = grads;
    const gradientNorms = Object.fromEntries(
      weights.map(({ originalName }, i) => [
        torchName(originalName),
        Number(tf.norm(gradients[i] as tf.Tensor).dataSync()[0]),
      ]),
    );
    return {
      logits,
      loss: Number(value.dataSync()[0]),
      gradientNorms,
      inputGradient: channelsFirst(inputGradient as tf.Tensor),
    };
  });
}

function torchName(name: string): string {
  return name.replace(/\/(kernel|gamma)$/, '.weight').replace(/\/(bias|beta)$/, '.bias');
}
