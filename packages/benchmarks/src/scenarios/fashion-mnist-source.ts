import { loadFashionMnist } from '../datasets/fashion-mnist';
import type { ImageSource } from './image-source';

/** FashionMNIST, with the mean and standard deviation of its training pixels. */
export const fashionMnist: ImageSource = {
  dataset: 'fashion_mnist',
  auxiliaryDataset: 'mnist',
  shape: [28, 28, 1],
  classCount: 10,
  // Most clothes are photographed upright, and nearly all are the same in a mirror; a shoe then points the other way.
  invariances: [{ change: 'padded-crop', padding: 4 }, { change: 'horizontal-flip' }],
  normalization: { mean: [0.286], std: [0.353] },
  load: loadFashionMnist,
};
