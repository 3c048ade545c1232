import * as tf from '@tensorflow/tfjs-core';

/** A network as the benchmark needs it: logits of images, and its parameters. */
export interface Network {
  readonly name: string;
  readonly inputShape: [number, number, number];
  readonly classes: number;
  readonly parameters: tf.Variable[];
  logits(images: tf.Tensor4D, training: boolean): tf.Tensor2D;
}

function weights(shape: number[]): tf.Variable {
  const fanIn = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn), 'float32', 1)));
}

type Step = (x: tf.Tensor4D, training: boolean) => tf.Tensor4D;

/** A part of a network that frees what its gradient does not need, as a layer does. */
function module(step: Step): Step {
  return (x, training) => tf.tidy(() => step(x, training));
}

/** Batch norm with the backend's own training kernels where it has them, else composed. */
function batchNorm(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor4D {
  const epsilon = 1e-5;
  if (tf.getKernel('BatchNormTraining', tf.getBackend()) === undefined) {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset,
      scale,
      epsilon,
    ) as tf.Tensor4D;
  }
  const run = tf.customGrad((...args) => {
    const [input, factor, shift, save] = args as unknown as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.GradSaveFunc,
    ];
    const [y, mean, variance] = tf
      .engine()
      .runKernel('BatchNormTraining', { x: input, scale: factor, offset: shift }, { epsilon }) as unknown as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    save([input, factor, mean, variance]);
    return {
      value: y,
      gradFunc: (dy, saved) => {
        const [x1, scale1, mean1, variance1] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        return tf
          .engine()
          .runKernel(
            'BatchNormTrainingGrad',
            { x: x1, dy: dy as tf.Tensor, scale: scale1, mean: mean1, variance: variance1 },
            { epsilon },
          ) as unknown as tf.Tensor[];
      },
    };
  });
  return run(x, scale, offset) as tf.Tensor4D;
}

export function leNet5(): Network {
  const w1 = weights([5, 5, 1, 6]);
  const w2 = weights([5, 5, 6, 16]);
  const w3 = weights([400, 120]);
  const w4 = weights([120, 84]);
  const w5 = weights([84, 10]);
  const [b1, b2, b3, b4, b5] = [6, 16, 120, 84, 10].map((n) => tf.variable(tf.zeros([n]))) as tf.Variable[];
  return {
    name: 'LeNet-5',
    inputShape: [28, 28, 1],
    classes: 10,
    parameters: [w1, w2, w3, w4, w5, b1, b2, b3, b4, b5] as tf.Variable[],
    logits: (images) => {
      const conv = (x: tf.Tensor4D, w: tf.Variable, b: tf.Variable, pad: 'same' | 'valid') =>
        tf.maxPool(tf.relu(tf.add(tf.conv2d(x, w as tf.Tensor4D, 1, pad), b)) as tf.Tensor4D, 2, 2, 'valid');
      const x1 = conv(images, w1, b1 as tf.Variable, 'same');
      const x2 = conv(x1, w2, b2 as tf.Variable, 'valid');
      const flat = tf.reshape(x2, [-1, 400]) as tf.Tensor2D;
      const dense = (x: tf.Tensor2D, w: tf.Variable, b: tf.Variable) =>
        tf.add(tf.matMul(x, w as tf.Tensor2D), b) as tf.Tensor2D;
      const x3 = tf.relu(dense(flat, w3, b3 as tf.Variable));
      const x4 = tf.relu(dense(x3, w4, b4 as tf.Variable));
      return dense(x4, w5, b5 as tf.Variable);
    },
  };
}

export function slimResNet18(): Network {
  const parameters: tf.Variable[] = [];
  const keep = (v: tf.Variable) => {
    parameters.push(v);
    return v;
  };
  const convNorm = (size: number, from: number, to: number, stride: number): Step => {
    const w = keep(weights([size, size, from, to])) as tf.Variable<tf.Rank.R4>;
    const scale = keep(tf.variable(tf.ones([to]))) as tf.Variable<tf.Rank.R1>;
    const offset = keep(tf.variable(tf.zeros([to]))) as tf.Variable<tf.Rank.R1>;
    const mean = tf.keep(tf.zeros([to])) as tf.Tensor1D;
    const variance = tf.keep(tf.ones([to])) as tf.Tensor1D;
    return module((x, training) => {
      const y = tf.conv2d(x, w, stride, Math.floor(size / 2));
      return training
        ? batchNorm(y, scale, offset)
        : (tf.batchNorm(y, mean, variance, offset, scale, 1e-5) as tf.Tensor4D);
    });
  };
  const block = (from: number, to: number, stride: number): Step => {
    const first = convNorm(3, from, to, stride);
    const second = convNorm(3, to, to, 1);
    const shortcut = from !== to || stride !== 1 ? convNorm(1, from, to, stride) : undefined;
    return module((x, training) => {
      const y = second(tf.relu(first(x, training)), training);
      return tf.relu(tf.add(y, shortcut === undefined ? x : shortcut(x, training))) as tf.Tensor4D;
    });
  };
  const stem = convNorm(3, 3, 20, 1);
  const blocks = [20, 40, 80, 160].flatMap((width, i) => {
    const from = i === 0 ? 20 : width / 2;
    return [block(from, width, i === 0 ? 1 : 2), block(width, width, 1)];
  });
  const head = keep(weights([160, 10])) as tf.Variable<tf.Rank.R2>;
  return {
    name: 'slim ResNet-18',
    inputShape: [32, 32, 3],
    classes: 10,
    parameters,
    logits: (images, training) => {
      let x = tf.relu(stem(images, training));
      for (const step of blocks) x = step(x, training);
      return tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, head);
    },
  };
}

/** @param side of the images, in pixels */
export function mobileNetV2(side = 128): Network {
  const parameters: tf.Variable[] = [];
  const keep = (v: tf.Variable) => {
    parameters.push(v);
    return v;
  };
  const norm = (channels: number): Step => {
    const scale = keep(tf.variable(tf.ones([channels]))) as tf.Variable<tf.Rank.R1>;
    const offset = keep(tf.variable(tf.zeros([channels]))) as tf.Variable<tf.Rank.R1>;
    const mean = tf.keep(tf.zeros([channels])) as tf.Tensor1D;
    const variance = tf.keep(tf.ones([channels])) as tf.Tensor1D;
    return (x, training) =>
      training
        ? batchNorm(x, scale, offset)
        : (tf.batchNorm(x, mean, variance, offset, scale, 1e-5) as tf.Tensor4D);
  };
  const conv = (size: number, from: number, to: number, stride: number): Step => {
    const w = keep(weights([size, size, from, to])) as tf.Variable<tf.Rank.R4>;
    const n = norm(to);
    return (x, training) => n(tf.conv2d(x, w, stride, Math.floor(size / 2)), training);
  };
  const depthwise = (channels: number, stride: number): Step => {
    const w = keep(weights([3, 3, channels, 1])) as tf.Variable<tf.Rank.R4>;
    const n = norm(channels);
    return (x, training) => n(tf.depthwiseConv2d(x, w, stride, 1), training);
  };
  const inverted = (from: number, to: number, stride: number, expansion: number): Step => {
    const wide = from * expansion;
    const expand = expansion === 1 ? undefined : conv(1, from, wide, 1);
    const middle = depthwise(wide, stride);
    const project = conv(1, wide, to, 1);
    return module((x, training) => {
      const y = expand === undefined ? x : (tf.relu6(expand(x, training)) as tf.Tensor4D);
      const z = project(tf.relu6(middle(y, training)) as tf.Tensor4D, training);
      return stride === 1 && from === to ? (tf.add(x, z) as tf.Tensor4D) : z;
    });
  };
  const stem = conv(3, 3, 32, 2);
  const blocks: Step[] = [];
  let channels = 32;
  for (const [t, c, n, s] of [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as [number, number, number, number][]) {
    for (let i = 0; i < n; i++) {
      blocks.push(inverted(channels, c, i === 0 ? s : 1, t));
      channels = c;
    }
  }
  const last = conv(1, 320, 1280, 1);
  const head = keep(weights([1280, 10])) as tf.Variable<tf.Rank.R2>;
  return {
    name: 'MobileNetV2',
    inputShape: [side, side, 3],
    classes: 10,
    parameters,
    logits: (images, training) => {
      let x = tf.relu6(stem(images, training)) as tf.Tensor4D;
      for (const step of blocks) x = step(x, training);
      x = tf.relu6(last(x, training)) as tf.Tensor4D;
      return tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, head);
    },
  };
}
