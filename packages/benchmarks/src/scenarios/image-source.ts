import type { Augmentation } from '../augmentations/augmentation';
import type { DatasetName } from '../datasets/dataset-name';
import type { DatasetOptions } from '../datasets/dataset-options';
import type { ImageShape, TrainTest } from '../images/image-dataset';
import type { Normalization } from '../images/normalization';

/** A data set as the scenarios over it need it. */
export interface ImageSource {
  readonly dataset: DatasetName;
  readonly shape: ImageShape;
  readonly classCount: number;
  readonly normalization: Normalization;
  readonly trainAugmentation?: Augmentation;
  readonly load: (options: DatasetOptions) => Promise<TrainTest>;
}
