import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Constant } from '../graph/constant';

/**
 * What is computed from the images. ONNX's images are [batch, channels, height, width], TensorFlow.js's have their channels
 * last. So a value keeps ONNX's shape, and the order in which its axes really lie: a transposition in the graph only changes
 * that order, and nothing moves before an operation needs another one.
 */
export interface Activation {
  readonly kind: 'activation';
  readonly tensor: SymbolicTensor;
  /** As ONNX sees it; the batch's axis is a multiple of {@link batch}. */
  readonly shape: readonly number[];
  /** The axis of `shape` that lies at each place of the tensor. */
  readonly order: readonly number[];
}

export type Value = Activation | Constant;

/**
 * Stands for the number of images in shapes, so that whatever a graph computes from a shape is computed with plain numbers:
 * 2 · batch · 3 is seen to be six times the batch. A prime above every real side.
 */
export const batch = 16_777_259;

export function isBatch(side: number): boolean {
  return side > 0 && side % batch === 0;
}

/** The shape of the tensor itself; null for the batch. */
export function placesOf({ shape, order }: Pick<Activation, 'shape' | 'order'>): (number | null)[] {
  return order.map((axis) => {
    const side = shape[axis] as number;
    return isBatch(side) ? null : side;
  });
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Whether both lists have the same numbers. */
export function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** [batch, height, width, channels]: where the axes of ONNX's [batch, channels, height, width] lie. */
export const channelsLast: readonly number[] = [0, 2, 3, 1];
