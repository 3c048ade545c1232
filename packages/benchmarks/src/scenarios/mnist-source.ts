import { loadMnist } from '../datasets/mnist';
import type { ImageSource } from './image-source';

/** MNIST, with the mean and standard deviation of its training pixels as the reference rounds them. */
export const mnist: ImageSource = {
  dataset: 'mnist',
  auxiliaryDataset: 'fashion_mnist',
  shape: [28, 28, 1],
  classCount: 10,
  // A mirrored or turned digit may be another one, or none.
  invariances: [{ change: 'padded-crop', padding: 4 }],
  normalization: { mean: [0.1307], std: [0.3081] },
  load: loadMnist,
};
