import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { chain } from './architecture';

/** PyTorch flattens channels first; with one channel the order is the same. */
export function flattenLikeTorch(x: SymbolicTensor): SymbolicTensor {
  const isInOrder = x.shape[3] === 1;
  return chain(
    x,
    ...(isInOrder ? [] : [layers.permute({ name: 'channels_first', dims: [3, 1, 2] })]),
    layers.flatten({ name: 'flatten' }),
  );
}

/** The side of the squares of so many channels that a linear layer of this shape takes; undefined if they are none. */
export function flattenedSide([, inputs = 0]: readonly number[] = [], channels: number): number | undefined {
  const side = Math.sqrt(inputs / channels);
  return Number.isInteger(side) && side > 0 ? side : undefined;
}
