import type { DatasetStatus } from '../dataset-status';
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

/** See {@link ../dataset-status}. */
export async function findDataset(
  dataset: DatasetName,
  dataroot: string | undefined,
): Promise<DatasetStatus> {
  try {
    return { atHand: true, folder: await finders[dataset](dataroot) };
  } catch (error) {
    if (error instanceof DatasetNotFoundError) return { atHand: false, missing: error };
    throw error;
  }
}
