import * as tf from '@tensorflow/tfjs-core';

/** Of a convolution or a pool with a square window. */
export interface WindowGeometry {
  /** Side of the window. */
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: Padding;
}

/**
 * Rows and columns beyond each of the four edges, as in PyTorch; or 'same', as in TensorFlow: as few as give a side of
 * ⌈side / stride⌉, and of an odd number one more at the bottom and at the right.
 */
export type Padding = number | 'same';

/** The backend of tfjs-node and tfjs-node-gpu. */
const refusesNumbers = 'tensorflow';

/**
 * The images and the `pad` argument with which an op of tfjs pads as PyTorch does. Images are copied only where the
 * backend refuses numeric padding and 'same' does not mean it.
 *
 * @param outside What lies beyond the edges: 0 for a convolution, −∞ for a maximum.
 */
export function padLikeTorch(
  images: tf.Tensor4D,
  { kernelSize, stride, padding }: WindowGeometry,
  { outside = 0, backend = tf.getBackend() } = {},
): [images: tf.Tensor4D, pad: 'valid' | 'same' | number] {
  if (padding === 'same') return [images, 'same'];
  if (padding === 0) return [images, 'valid'];
  if (stride === 1 && 2 * padding === kernelSize - 1) return [images, 'same'];
  if (backend !== refusesNumbers) return [images, padding];
  const sides: [number, number] = [padding, padding];
  return [tf.pad4d(images, [[0, 0], sides, sides, [0, 0]], outside), 'valid'];
}

/** Height or width of the output of such a window, for an image `size` pixels high or wide. */
export function sideAfter(size: number, { kernelSize, stride, padding }: WindowGeometry): number {
  if (padding === 'same') return Math.ceil(size / stride);
  return Math.floor((size + 2 * padding - kernelSize) / stride) + 1;
}
