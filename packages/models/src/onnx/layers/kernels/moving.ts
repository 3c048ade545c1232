import * as tf from '@tensorflow/tfjs-core';
import { readNumber } from './saved-number';

type One = [x: tf.Tensor];

/** Values that only change their places. */
export const movingKernels = {
  reshape: ([x]: One, { shape }: { shape: number[] }) => tf.reshape(x, shape),
  transpose: ([x]: One, { axes }: { axes: number[] }) => tf.transpose(x, axes),
  slice: ([x]: One, { axis, begin, size }: { axis: number; begin: number; size: number }) =>
    tf.slice(
      x,
      x.shape.map((_, at) => (at === axis ? begin : 0)),
      x.shape.map((side, at) => (at === axis ? size : side)),
    ),
  gather: ([x]: One, { axis, indices }: { axis: number; indices: number[] }) =>
    tf.gather(x, tf.tensor1d(indices, 'int32'), axis),
  pad: ([x]: One, { paddings, value }: { paddings: [number, number][]; value: number | string }) =>
    tf.pad(x, paddings, readNumber(value)),
  tile: ([x]: One, { reps }: { reps: number[] }) => tf.tile(x, reps),
  /** Parts with one place where the others have more, such as a class token, are repeated: once for each image. */
  concat: (parts: tf.Tensor[], { axis }: { axis: number }) => {
    const most = (at: number) => Math.max(...parts.map(({ shape }) => shape[at] as number));
    const whole = parts.map((part) => {
      const reps = part.shape.map((side, at) => (at !== axis && side === 1 ? most(at) : 1));
      return reps.every((count) => count === 1) ? part : tf.tile(part, reps);
    });
    return tf.concat(whole, axis);
  },
};
