import * as tf from '@tensorflow/tfjs-core';

/** A network in bare tfjs-core: what the backend alone costs, without tfjs-layers. */
export interface Network {
  readonly imageShape: [number, number, number];
  readonly variables: tf.Variable[];
  logits(images: tf.Tensor4D): tf.Tensor2D;
}

class Weights {
  readonly variables: tf.Variable[] = [];
  #seed = 1;

  normal(shape: number[], fanIn: number): tf.Variable {
    return this.add(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn), 'float32', this.#seed++));
  }

  add(value: tf.Tensor): tf.Variable {
    const variable = tf.variable(value);
    value.dispose();
    this.variables.push(variable);
    return variable;
  }
}

/** LeNet-5 on 32×32×1: the expert of Split MNIST. */
export function lenet5(): Network {
  const weights = new Weights();
  const layers = [
    [5, 1, 6],
    [5, 6, 16],
    [5, 16, 120],
  ].map(([size, from, to]) => ({
    filter: weights.normal(
      [size, size, from, to] as number[],
      25 * (from as number),
    ) as tf.Variable<tf.Rank.R4>,
    bias: weights.add(tf.zeros([to as number])),
  }));
  const hidden = { kernel: weights.normal([120, 84], 120), bias: weights.add(tf.zeros([84])) };
  const output = { kernel: weights.normal([84, 10], 84), bias: weights.add(tf.zeros([10])) };
  return {
    imageShape: [32, 32, 1],
    variables: weights.variables,
    logits(images) {
      let x: tf.Tensor4D = images;
      for (const [index, { filter, bias }] of layers.entries()) {
        x = tf.tanh(tf.add<tf.Tensor4D>(tf.conv2d(x, filter, 1, 'valid'), bias));
        if (index < 2) x = tf.avgPool(x, 2, 2, 'valid');
      }
      const flat = tf.reshape(x, [-1, 120]);
      const features = tf.tanh(tf.add(tf.matMul(flat, hidden.kernel as tf.Tensor2D), hidden.bias));
      return tf.add(tf.matMul(features as tf.Tensor2D, output.kernel as tf.Tensor2D), output.bias);
    },
  };
}

/** ResNet-18 with 20 base channels on 32×32×3, batch statistics, PyTorch's padding. */
export function slimResnet18(): Network {
  const weights = new Weights();
  const convolution = (size: number, from: number, to: number, stride: 1 | 2) => {
    const filter = weights.normal([size, size, from, to], size * size * from) as tf.Variable<tf.Rank.R4>;
    const scale = weights.add(tf.ones([to]));
    const offset = weights.add(tf.zeros([to]));
    const frame = (size - 1) / 2;
    return (x: tf.Tensor4D): tf.Tensor4D => {
      const framed = frame
        ? tf.pad(x, [
            [0, 0],
            [frame, frame],
            [frame, frame],
            [0, 0],
          ])
        : x;
      const y = tf.conv2d(framed, filter, stride, 'valid');
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      return tf.batchNorm(
        y,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as unknown as tf.Tensor1D,
        scale as unknown as tf.Tensor1D,
        1e-5,
      );
    };
  };
  const block = (from: number, to: number, stride: 1 | 2) => {
    const first = convolution(3, from, to, stride);
    const second = convolution(3, to, to, 1);
    const shortcut = stride === 1 && from === to ? undefined : convolution(1, from, to, stride);
    return (x: tf.Tensor4D) => tf.relu(tf.add(second(tf.relu(first(x))), shortcut?.(x) ?? x)) as tf.Tensor4D;
  };
  const stem = convolution(3, 3, 20, 1);
  const blocks = [20, 40, 80, 160].flatMap((width, stage) => [
    block(stage === 0 ? 20 : width / 2, width, stage === 0 ? 1 : 2),
    block(width, width, 1),
  ]);
  const kernel = weights.normal([160, 10], 160);
  const bias = weights.add(tf.zeros([10]));
  return {
    imageShape: [32, 32, 3],
    variables: weights.variables,
    logits(images) {
      let x = tf.relu(stem(images));
      for (const apply of blocks) x = apply(x);
      const pooled = tf.reshape(tf.avgPool(x, 4, 4, 'valid'), [-1, 160]);
      return tf.add(tf.matMul(pooled as tf.Tensor2D, kernel as tf.Tensor2D), bias);
    },
  };
}
