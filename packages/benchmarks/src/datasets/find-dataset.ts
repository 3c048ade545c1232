import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import { findCifar10 } from './cifar10-files';
import { findCifar100 } from './cifar100-files';
import { findCore50 } from './core50-files';
import type { DatasetName } from './dataset-name';
import { findFashionMnist } from './fashion-mnist-files';
import { findImageNet } from './imagenet-files';
import { findMnist } from './mnist-files';

const finders: Readonly<Record<DatasetName, (dataroot: string | undefined) => Promise<string>>> = {
  mnist: findMnist,
  fashion_mnist: findFashionMnist,
  cifar10: findCifar10,
  cifar100: findCifar100,
  core50: findCore50,
  imagenet: findImageNet,
};

/** Whether a data set is available. */
export type DatasetStatus =
  | {
      readonly available: true;
      /** Where its files are. */
      readonly folder: string;
    }
  | {
      readonly available: false;
      /** What its loader would throw: which files are looked for, where, and the command that fetches them. */
      readonly missing: DatasetNotFoundError;
    };

/** See `datasetStatus`, which loads this file only in Node. */
export async function findDataset(
  dataset: DatasetName,
  dataroot: string | undefined,
): Promise<DatasetStatus> {
  try {
    return { available: true, folder: await finders[dataset](dataroot) };
  } catch (error) {
    if (error instanceof DatasetNotFoundError) return { available: false, missing: error };
    throw error;
  }
}
