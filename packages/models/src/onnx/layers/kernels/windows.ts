import * as tf from '@tensorflow/tfjs-core';

/** Of images [batch, height, width, channels]. */
interface Windows {
  readonly kernel: [height: number, width: number];
  readonly strides: [number, number];
  /** Rows and columns beyond the edges. */
  readonly pads: [top: number, left: number, bottom: number, right: number];
}

interface Convolution extends Omit<Windows, 'kernel'> {
  readonly dilations: [number, number];
  readonly groups: number;
}

interface MeanWindows extends Windows {
  /** How much of `pads` counts as zeros; the rest is not there at all. */
  readonly counted: [top: number, left: number, bottom: number, right: number];
}

/** Convolutions that {@link TorchConv2d} does not do, and pools. */
export const windowKernels = {
  /** Filters [height, width, channels / groups, outputs]. */
  convolution: (
    [x, filters, bias]: [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D?],
    { strides, pads, dilations, groups }: Convolution,
  ): tf.Tensor => {
    const padded = pad(x, pads, 0);
    const compute = groups === x.shape[3] ? depthwise : grouped;
    const features = compute(padded, filters, strides, dilations, groups);
    return bias === undefined ? features : tf.add(features, bias);
  },
  maxPool: ([x]: [tf.Tensor4D], { kernel, strides, pads }: Windows) =>
    tf.maxPool(pad(x, pads, Number.NEGATIVE_INFINITY), kernel, strides, 'valid'),
  averagePool: ([x]: [tf.Tensor4D], { kernel, strides, pads, counted }: MeanWindows): tf.Tensor => {
    const means = tf.avgPool(pad(x, pads, 0), kernel, strides, 'valid');
    if (pads.every((side, at) => side === counted[at])) return means;
    const inside = pad(tf.ones([1, x.shape[1], x.shape[2], 1]) as tf.Tensor4D, counted, 1);
    const rest = pads.map((side, at) => side - (counted[at] as number)) as Windows['pads'];
    return tf.div(means, tf.avgPool(pad(inside, rest, 0), kernel, strides, 'valid'));
  },
};

function pad(x: tf.Tensor4D, [top, left, bottom, right]: Windows['pads'], value: number): tf.Tensor4D {
  if (top + left + bottom + right === 0) return x;
  return tf.pad4d(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
}

function grouped(
  x: tf.Tensor4D,
  filters: tf.Tensor4D,
  strides: [number, number],
  dilations: [number, number],
  groups: number,
): tf.Tensor4D {
  if (groups === 1) return tf.conv2d(x, spread(filters, dilations), strides, 'valid');
  const spreadOut = spread(filters, dilations);
  // Not `split`, which takes ten times as long on some backends.
  const part = <T extends tf.Tensor>(whole: T, group: number): T => {
    const size = (whole.shape[3] as number) / groups;
    return tf.slice(whole, [0, 0, 0, group * size], [-1, -1, -1, size]) as T;
  };
  const features = Array.from({ length: groups }, (_, group) =>
    tf.conv2d(part(x, group), part(spreadOut, group), strides, 'valid'),
  );
  return tf.concat(features, 3);
}

/** The same with one channel in each group. */
function depthwise(
  x: tf.Tensor4D,
  filters: tf.Tensor4D,
  strides: [number, number],
  dilations: [number, number],
) {
  const [height, width, , outputs] = filters.shape;
  const channels = x.shape[3];
  const each = tf.reshape(filters, [height, width, channels, outputs / channels]) as tf.Tensor4D;
  return tf.depthwiseConv2d(x, spread(each, dilations), strides, 'valid');
}

/** Filters with zeros between their values: TensorFlow.js has no gradient of a convolution with holes. */
function spread(filters: tf.Tensor4D, [down, across]: [number, number]): tf.Tensor4D {
  if (down === 1 && across === 1) return filters;
  const [height, width, channels, outputs] = filters.shape;
  const cells = tf.reshape(filters, [height, 1, width, 1, channels * outputs]);
  const holes = tf.pad(cells, [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, across - 1],
    [0, 0],
  ]);
  const sides = [height * down, width * across] as const;
  const whole = tf.reshape(holes, [...sides, channels, outputs]) as tf.Tensor4D;
  return tf.slice(whole, [0, 0, 0, 0], [sides[0] - down + 1, sides[1] - across + 1, channels, outputs]);
}
