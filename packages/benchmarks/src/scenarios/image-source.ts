import type { Augmentation } from '../augmentations/augmentation';
import type { DatasetOptions } from '../datasets/dataset-options';
import type { TrainTest } from '../images/image-dataset';
import type { Normalization } from '../images/normalization';
import type { ScenarioInfo } from './scenario';

/** Facts about images that are the same in every scenario over one data set. */
export type SourceFacts = Pick<
  ScenarioInfo,
  'dataset' | 'auxiliaryDataset' | 'shape' | 'classCount' | 'invariances' | 'resizable'
>;

/** A data set as the scenarios over it need it. */
export interface ImageSource extends Omit<SourceFacts, 'resizable'> {
  readonly normalization: Normalization;
  readonly trainAugmentation?: Augmentation | undefined;
  readonly load: (options: DatasetOptions) => Promise<TrainTest>;
}

/** The facts of a source, for its scenarios. */
export function sourceFacts({
  dataset,
  auxiliaryDataset,
  shape,
  classCount,
  invariances,
}: ImageSource): SourceFacts {
  return { dataset, auxiliaryDataset, shape, classCount, invariances, resizable: true };
}
